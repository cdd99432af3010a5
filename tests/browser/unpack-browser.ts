import sparticuz from '@sparticuz/chromium';

/**
 * Unpacks the Chromium that its package brings along, unless that was done before, and tells where it is. Not to be done
 * by two processes at once: one would start a file that the other is still writing.
 */
export async function unpackBrowser(): Promise<string> {
  // A graphics card played by the processor costs half of the tests' time, and no page needs one.
  sparticuz.setGraphicsMode = false;
  return await sparticuz.executablePath();
}
