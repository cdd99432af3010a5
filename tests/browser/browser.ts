import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { unpackBrowser } from './unpack-browser.ts';

/** Nothing of the browser may call out while tests run. */
const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** Left out: they would hide what a real browser forbids, or end the browser with its first closed page. */
const UNWANTED = new Set([
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--single-process',
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
]);

/** Starts the Chromium that the package brings along. Close it when done; one serves a whole test file. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await unpackBrowser();
  const args = [...sparticuz.args.filter((arg) => !UNWANTED.has(arg)), ...QUIET, '--disable-gpu'];
  return chromium.launch({
    executablePath,
    args,
    env: { ...process.env, FONTCONFIG_FILE: writeFontSettings() } as Record<string, string>,
  });
}

/**
 * The bare machine has one wide face; the browser's package brings Open Sans, which is nearer to what people have.
 * Returns the path of the settings that prefer it.
 */
function writeFontSettings(): string {
  const folder = join(tmpdir(), 'landbridge-browser');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'fonts.conf');
  writeFileSync(
    path,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>${join(tmpdir(), 'fonts')}</dir><cachedir>${join(folder, 'cache')}</cachedir>
<selectfont><rejectfont><pattern><patelt name="family"><string>DejaVu Sans</string></patelt></pattern></rejectfont></selectfont>
</fontconfig>\n`,
  );
  return path;
}
