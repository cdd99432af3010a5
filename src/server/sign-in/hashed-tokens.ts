import type { DBAdapter, Where } from 'better-auth';
import { hashToken } from './tokens.ts';

/**
 * Wraps better-auth's database adapter so that the table of sign-ins holds only hashes of the tokens in the cookies.
 * better-auth asks by token and gets its token back; it never lists tokens.
 */
export function withHashedTokens(adapter: DBAdapter): DBAdapter {
  const isSession = (query: { model: string }): boolean => query.model === 'session';
  const hashed = (where: Where[] | undefined): Where[] | undefined =>
    where?.map((part) =>
      part.field !== 'token'
        ? part
        : {
            ...part,
            value: Array.isArray(part.value)
              ? part.value.map((token) => hashToken(String(token)))
              : hashToken(String(part.value)),
          },
    );
  const askedToken = (where: Where[] | undefined): string | undefined => {
    const value = where?.find((part) => part.field === 'token')?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const back = <T>(row: T, token: string | undefined): T =>
    token === undefined || typeof row !== 'object' || row === null ? row : { ...row, token };

  return {
    ...adapter,
    create: (async (query: Parameters<DBAdapter['create']>[0]) => {
      const token: unknown = isSession(query) ? query.data['token'] : undefined;
      if (typeof token !== 'string') return await adapter.create(query);
      return back(await adapter.create({ ...query, data: { ...query.data, token: hashToken(token) } }), token);
    }) as DBAdapter['create'],
    findOne: (async (query: Parameters<DBAdapter['findOne']>[0]) =>
      isSession(query)
        ? back(await adapter.findOne({ ...query, where: hashed(query.where) ?? [] }), askedToken(query.where))
        : await adapter.findOne(query)) as DBAdapter['findOne'],
    update: (async (query: Parameters<DBAdapter['update']>[0]) =>
      isSession(query)
        ? back(await adapter.update({ ...query, where: hashed(query.where) ?? [] }), askedToken(query.where))
        : await adapter.update(query)) as DBAdapter['update'],
    delete: (query) => adapter.delete(isSession(query) ? { ...query, where: hashed(query.where) ?? [] } : query),
    deleteMany: (query) =>
      adapter.deleteMany(isSession(query) ? { ...query, where: hashed(query.where) ?? [] } : query),
    findMany: ((query: Parameters<DBAdapter['findMany']>[0]) => {
      const where = hashed(query.where);
      return adapter.findMany(isSession(query) && where !== undefined ? { ...query, where } : query);
    }) as DBAdapter['findMany'],
    transaction: (work) => adapter.transaction((inner) => work(withHashedTokens(inner as DBAdapter))),
  };
}
