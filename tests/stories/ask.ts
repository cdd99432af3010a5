/**
 * Calls a control path of a sandbox; with a body by POST.
 * @throws Error with status and answer when it is refused.
 */
export async function ask<T>(url: string, body?: object): Promise<T> {
  const response = await fetch(
    url,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}
