import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { Fragment, useMemo } from 'react';
import type { Json } from '../../../core/json.ts';
import { changed } from '../../app/search-text.ts';
import { Copy } from '../../parts/Copy.tsx';
import styles from './PayloadView.module.css';
import { type Block, blocksOf, findIn, piecesOf } from './payload.ts';

const route = getRouteApi('/frame/runs/$id');

export interface PayloadLook {
  readonly json: boolean;
  readonly find: string;
  readonly set: (change: { view?: string | undefined; find?: string | undefined }) => void;
}

/** How payloads are shown, kept in the address: as fields or as JSON, and what is searched for. */
export function usePayloadLook(): PayloadLook {
  const { view, find } = route.useSearch();
  const navigate = route.useNavigate();
  return {
    json: view === 'json',
    find: find ?? '',
    set: (change) => void navigate({ search: (before) => changed(before, change), replace: true, resetScroll: false }),
  };
}

/** Search and the choice between fields and JSON, for all payloads that are open. */
export function PayloadTools({ look }: { readonly look: PayloadLook }) {
  return (
    <div className={styles.tools}>
      <TextInput
        size="xs"
        aria-label="Search in what was sent and answered"
        placeholder="Search"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={look.find}
        onChange={(event) => look.set({ find: event.currentTarget.value || undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label="Show as"
        value={look.json ? 'json' : 'fields'}
        data={[
          { value: 'fields', label: 'Fields' },
          { value: 'json', label: 'JSON' },
        ]}
        onChange={(value) => look.set({ view: value === 'json' ? 'json' : undefined })}
      />
    </div>
  );
}

interface PayloadViewProps {
  readonly label: string;
  readonly payload: Json;
  readonly look: PayloadLook;
}

/** One payload, as fields or as JSON; what was taken out shows as a mark. */
export function PayloadView({ label, payload, look }: PayloadViewProps) {
  const text = useMemo(() => JSON.stringify(payload, null, 2), [payload]);
  const blocks = useMemo(() => blocksOf(payload), [payload]);
  const found = findIn(blocks, look.find);
  return (
    <div className={styles.payload}>
      <div className={styles.label}>
        <h3>{label}</h3>
        <Copy text={text} what={label.toLowerCase()} />
      </div>
      {look.json ? (
        <pre className={styles.json} tabIndex={0}>
          <Marked text={text} find={look.find} />
        </pre>
      ) : found.length > 0 ? (
        <Blocks blocks={found} find={look.find} />
      ) : (
        <p className={styles.none}>{blocks.length === 0 ? 'Empty.' : `Nothing here says “${look.find}”.`}</p>
      )}
    </div>
  );
}

/** Parts of a payload as tables. */
export function Blocks({ blocks, find }: { readonly blocks: readonly Block[]; readonly find: string }) {
  return (
    <div className={styles.blocks}>
      {blocks.map((block) => (
        <Fragment key={`${block.kind} ${block.path}`}>
          {block.path === '' ? null : <h4 className={styles.path}>{block.path}</h4>}
          {block.kind === 'fields' ? <Fields block={block} find={find} /> : <Rows block={block} find={find} />}
        </Fragment>
      ))}
    </div>
  );
}

function Fields({ block, find }: { readonly block: Extract<Block, { kind: 'fields' }>; readonly find: string }) {
  return (
    <dl className={styles.fields}>
      {block.rows.map((row) => (
        <div key={row.name}>
          <dt>
            <Marked text={row.name} find={find} />
          </dt>
          <dd>
            {row.value === '' ? <span className={styles.none}>empty</span> : <Marked text={row.value} find={find} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Rows({ block, find }: { readonly block: Extract<Block, { kind: 'table' }>; readonly find: string }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={block.path}>
      <table className={styles.table}>
        <thead>
          <tr>
            {block.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row, index) => (
            <tr key={`${index} ${row.join(' ')}`}>
              {row.map((cell, column) => (
                <td key={block.columns[column]}>
                  <Marked text={cell} find={find} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Marked({ text, find }: { readonly text: string; readonly find: string }) {
  let place = 0;
  return piecesOf(text, find).map((piece) => {
    const key = place;
    place += piece.text.length;
    if (piece.look === 'redacted') {
      return (
        <span key={key} className={styles.redacted} data-tip="Taken out before it was stored">
          {piece.text}
        </span>
      );
    }
    return piece.look === 'found' ? <mark key={key}>{piece.text}</mark> : <Fragment key={key}>{piece.text}</Fragment>;
  });
}
