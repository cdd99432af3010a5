import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/Empty.tsx';
import { Page } from '../parts/Page.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="Nothing here">
      <Empty title="There is no page at this address" next={<Link to="/">Go to Today</Link>}>
        <p>The link may be old or mistyped. The search box above finds any order by its number.</p>
      </Empty>
    </Page>
  );
}
