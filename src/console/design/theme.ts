import { defaultVariantColorsResolver, type MantineColorsTuple, type MantineThemeOverride } from '@mantine/core';

/** Petrol: the colour of what a person can do. States have their own colours in `tokens.css`. */
const petrol: MantineColorsTuple = [
  '#e9f5f4',
  '#d1e8e7',
  '#a6d2d1',
  '#7cbfbe',
  '#56a9a9',
  '#328f91',
  '#1a7578',
  '#0d5f63',
  '#094b4f',
  '#06383b',
];

/** Neutral with a trace of green; index 6 is the dimmest text that keeps 4.5:1 on the page. */
const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#edf1f1',
  '#e0e7e7',
  '#d2dbdb',
  '#b5c2c3',
  '#87979a',
  '#576769',
  '#435254',
  '#2c393a',
  '#15211f',
];

/** The same neutral for dark: 0 is text, 2 dimmed text, 4 lines, 6 surfaces, 7 the page. */
const dark: MantineColorsTuple = [
  '#e4ecec',
  '#b6c3c5',
  '#92a2a5',
  '#64757a',
  '#2b3a3d',
  '#212d30',
  '#162022',
  '#0e1618',
  '#0a1112',
  '#070c0d',
];

const TEXT_FACE =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", Cantarell, "Open Sans", sans-serif';
const IDENTIFIER_FACE =
  'ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "Roboto Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** The look of the console, as Mantine understands it. Built into a style sheet by `theme-styles.ts`. */
export const theme: MantineThemeOverride = {
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 3 },
  // The library would judge the contrast for light only; our token knows both.
  variantColorResolver(input) {
    const usual = defaultVariantColorsResolver(input);
    const isPrimary = input.color === undefined || input.color === 'petrol';
    return input.variant === 'filled' && isPrimary ? { ...usual, color: 'var(--on-accent)' } : usual;
  },
  colors: { petrol, gray, dark },
  white: '#ffffff',
  black: '#15211f',
  fontFamily: TEXT_FACE,
  fontFamilyMonospace: IDENTIFIER_FACE,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.3' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: {
    fontFamily: TEXT_FACE,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h4: { fontSize: '0.875rem', lineHeight: '1.4' },
      h5: { fontSize: '0.8125rem', lineHeight: '1.4' },
      h6: { fontSize: '0.75rem', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // Locking the scroll writes a style element; `base.css` does it with `:has()` instead.
    Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 120 } } },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    Textarea: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    TagsInput: { defaultProps: { size: 'sm' } },
  },
};
