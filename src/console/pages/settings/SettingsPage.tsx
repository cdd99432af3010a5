import { getRouteApi, Link } from '@tanstack/react-router';
import { useMay, useSession } from '../../data/session.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Page } from '../../parts/Page.tsx';
import { whyNot } from '../../words/roles.ts';
import { AboutPart } from './AboutPart.tsx';
import { AuditPart } from './AuditPart.tsx';
import { PeoplePart } from './PeoplePart.tsx';
import styles from './SettingsPage.module.css';

const route = getRouteApi('/frame/settings');

const PARTS = [
  { key: 'people', label: 'People' },
  { key: 'audit', label: 'Audit log' },
  { key: 'about', label: 'About' },
] as const;

type PartKey = (typeof PARTS)[number]['key'];

/** People and their roles, what was done by whom, and what runs here. */
export function SettingsPage() {
  const { part } = route.useSearch();
  const mayPeople = useMay('users.read');
  const mayAudit = useMay('audit.read');
  const isKnown = useSession() !== undefined;
  const here: PartKey = PARTS.find(({ key }) => key === part)?.key ?? (mayPeople ? 'people' : 'about');
  if (!isKnown) return null;
  return (
    <Page title="Settings">
      <nav className={styles.parts} aria-label="Parts of the settings">
        {PARTS.map(({ key, label }) => (
          <Link
            key={key}
            to="/settings"
            search={{ part: key }}
            className={styles.part}
            data-here={here === key || undefined}
            aria-current={here === key ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      {here === 'people' ? mayPeople ? <PeoplePart /> : <NotAllowed why={whyNot('users.read')} /> : null}
      {here === 'audit' ? mayAudit ? <AuditPart /> : <NotAllowed why={whyNot('audit.read')} /> : null}
      {here === 'about' ? <AboutPart /> : null}
    </Page>
  );
}

function NotAllowed({ why }: { readonly why: string }) {
  return <Empty title="Not for your role">{why}</Empty>;
}
