/** Items that the sandbox of M3 has at its start. */
const SEEDED = 204;
const AT_ONCE = 16;
const GROUPS = ['PUMP', 'VALVE', 'SEAL', 'MOTOR', 'TOOL', 'SAFETY'] as const;

/** Makes items in the sandbox of M3, each with a list price, until there are so many. */
export async function addItems(m3Url: string, wanted: number): Promise<void> {
  const numbers = Array.from({ length: Math.max(0, wanted - SEEDED) }, (_, index) => index);
  const workers = Array.from({ length: AT_ONCE }, async (_, worker) => {
    for (let at = worker; at < numbers.length; at += AT_ONCE) await addItem(m3Url, at);
  });
  await Promise.all(workers);
}

async function addItem(m3Url: string, index: number): Promise<void> {
  const group = GROUPS[index % GROUPS.length] ?? GROUPS[0];
  const fields = {
    ITDS: `${group.toLowerCase()} of the bench ${index}`,
    FUDS: `Item ${index} that only M3 has so far`,
    ITGR: group,
    UNMS: 'EA',
    SPUN: 'EA',
    STAT: '20',
    GRWE: ((index % 90) / 10 + 0.1).toFixed(1),
    SAPR: (5 + (index % 700) / 4).toFixed(2),
  };
  const response = await fetch(`${m3Url}/sandbox/items`, {
    method: 'POST',
    body: JSON.stringify({ itemNumber: `BENCH-${String(index).padStart(5, '0')}`, fields }),
  });
  if (!response.ok) throw new Error(`M3 took no item: ${await response.text()}`);
}
