import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme } from './theme.ts';

const ID = 'virtual:theme.css';

/**
 * Writes the theme's CSS variables into a style sheet while building, so that the page needs no style elements made by
 * scripts and the content security policy can stay at `style-src 'self'`.
 */
export function themeStyles(): Plugin {
  return {
    name: 'landbridge-theme-styles',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) => (id === `\0${ID}` ? renderThemeStyles() : undefined),
  };
}

function renderThemeStyles(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  return convertCssVariables(defaultCssVariablesResolver(merged), ':root');
}
