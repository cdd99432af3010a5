import type { Page } from 'playwright-core';

/** How far the page is wider than its window, in pixels. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** Buttons, links and fields without a name for screen readers. */
export function namelessIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const nameOf = (element: Element): string => {
      const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
      const by = element.getAttribute('aria-labelledby');
      const labelled =
        by === null
          ? ''
          : by
              .split(' ')
              .map((id) => document.getElementById(id)?.textContent ?? '')
              .join('');
      return [
        element.getAttribute('aria-label'),
        labelled,
        element.textContent,
        ...labels.map((label) => label.textContent),
      ]
        .join('')
        .trim();
    };
    return [...document.querySelectorAll('button, a[href], input:not([type="hidden"]), textarea, select')]
      .filter((element) => element.checkVisibility() && nameOf(element) === '')
      .map((element) => element.outerHTML.slice(0, 160));
  });
}

/** Things to press that are smaller than 24 by 24 pixels; links inside sentences are excepted, as WCAG 2.5.8 does. */
export function smallTargetsIn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a[href], input, select, summary, [role="button"]')]
      .filter((element) => element.checkVisibility() && !element.classList.contains('skip-link'))
      .filter((element) => getComputedStyle(element).display !== 'inline')
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < 23.5 || box.height < 23.5))
      .map(
        ({ element, box }) => `${Math.round(box.width)}×${Math.round(box.height)} ${element.outerHTML.slice(0, 120)}`,
      ),
  );
}

/** Texts whose contrast with what is behind them is below 4.5:1 (3:1 for large text). What is switched off is excepted. */
export function faintTextIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const seen = new Map<string, Colour>();
    const read = (text: string): Colour => {
      const known = seen.get(text);
      if (known || !canvas) return known ?? [0, 0, 0, 1];
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      const colour = [r, g, b, a / 255] as const;
      seen.set(text, colour);
      return colour;
    };
    const over = (top: Colour, below: Colour): Colour => {
      const mix = (index: 0 | 1 | 2): number => top[index] * top[3] + below[index] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const light = ([r, g, b]: Colour): number => {
      const linear = (value: number): number =>
        value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const behind = (element: Element | null): Colour => {
      if (element === null) return read(getComputedStyle(document.body).backgroundColor);
      const own = read(getComputedStyle(element).backgroundColor);
      return own[3] >= 1 ? own : over(own, behind(element.parentElement));
    };
    const faint: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (!element || text === '' || !element.checkVisibility({ checkOpacity: true })) continue;
      if (
        element.closest(
          '[aria-disabled], [disabled], [data-disabled], .visually-hidden, .skip-link, svg, noscript, script, style',
        )
      )
        continue;
      const style = getComputedStyle(element);
      const back = behind(element);
      const [a, b] = [light(over(read(style.color), back)), light(back)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5) - 0.02) faint.push(`${ratio.toFixed(2)} "${text.slice(0, 40)}" ${style.color}`);
    }
    return [...new Set(faint)];
  });
}
