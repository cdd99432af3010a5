import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Tables of the product in which any row holds one of the texts, in whatever column. */
export async function tablesWith(connectionString: string, texts: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const patterns = texts.map((text) => `%${text}%`);
      const hits = await client.query(`SELECT 1 FROM ${name} t WHERE t::text LIKE ANY ($1) LIMIT 1`, [patterns]);
      if (hits.rowCount !== 0) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Files directly in a folder, such as logs, that hold one of the texts. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .filter((file) => {
      const content = readFileSync(file, 'utf8');
      return texts.some((text) => content.includes(text));
    });
}
