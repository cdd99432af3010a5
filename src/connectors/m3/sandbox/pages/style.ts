/** The look of the sandbox pages: quiet, dense, readable; a card for each row on a narrow screen. */
export const STYLE = `
:root { --ink: #1c2733; --soft: #5a6775; --line: #d5dbe1; --ground: #f3f5f7; --card: #fff; --accent: #1f5f8b; --bar: #25313d; }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.45 system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif; color: var(--ink); background: var(--ground); }
header { background: var(--bar); color: #fff; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 28px; padding: 0 24px; }
.system { margin: 0; padding: 12px 0; white-space: nowrap; }
.system span { color: #b9c4cf; margin-left: 8px; }
nav { display: flex; flex-wrap: wrap; }
nav a { color: #dfe6ec; text-decoration: none; padding: 12px 14px; border-bottom: 3px solid transparent; }
nav a:hover { color: #fff; background: #313f4d; }
nav a[aria-current] { color: #fff; border-bottom-color: #6db3e3; }
main { max-width: 1240px; margin: 0 auto; padding: 20px 24px 60px; }
a { color: var(--accent); }
h1 { font-size: 22px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 28px 0 8px; }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 12px 24px; margin-bottom: 14px; }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; }
.back { margin: 0 0 6px; }
.search { display: flex; gap: 8px; flex: 0 1 380px; }
input[type=search] { flex: 1; min-width: 0; font: inherit; color: inherit; padding: 7px 10px; border: 1px solid #8b98a5; border-radius: 4px; background: #fff; }
button { font: inherit; color: var(--ink); padding: 6px 12px; min-height: 34px; border: 1px solid #8b98a5; border-radius: 4px; background: #fff; cursor: pointer; }
button:hover { background: #eaf1f6; }
button.main { background: var(--accent); border-color: var(--accent); color: #fff; }
button.main:hover { background: #174a6d; }
button.danger { color: #9b2226; border-color: #c98083; }
:focus-visible { outline: 3px solid #6db3e3; outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
form { margin: 0; }
form.fields { display: flex; flex-wrap: wrap; gap: 10px; align-items: end; margin: 12px 0; }
form.fields label { display: flex; flex-direction: column; gap: 3px; font-size: 13px; color: var(--soft); }
form.fields input { font: inherit; color: inherit; padding: 7px 10px; border: 1px solid #8b98a5; border-radius: 4px; background: #fff; max-width: 100%; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12px; background: #eef1f4; }
th, td { padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: middle; overflow-wrap: break-word; }
td a, .whole { white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
tbody tr:hover { background: #f8fafb; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td .quiet, .quiet { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 10px 20px; margin: 0; padding: 12px; background: var(--card); border: 1px solid var(--line); }
table + .facts { margin-top: 20px; }
.facts dt { color: var(--soft); font-size: 12px; }
.facts dd { margin: 1px 0 0; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 0 24px; }
.card { background: var(--card); border: 1px solid var(--line); padding: 10px 12px; overflow-wrap: anywhere; }
.card p { margin: 0; }
.totals td { border: 0; padding: 4px 12px; }
.totals tr:last-child { font-weight: 600; }
.chip { display: inline-block; padding: 1px 9px; border-radius: 10px; border: 1px solid; white-space: nowrap; font-size: 13px; }
.chip b { font-variant-numeric: tabular-nums; }
.new { color: #40505f; background: #eef1f4; border-color: #b8c2cc; }
.going { color: #124a70; background: #e3f0f9; border-color: #9cc4e0; }
.gone { color: #14532d; background: #e4f4e8; border-color: #93c7a2; }
.stop { color: #8a1c20; background: #fdecec; border-color: #e0a1a3; }
.notice { border-left: 4px solid #9b2226; background: #fdecec; padding: 8px 12px; margin: 0 0 14px; }
.nothing { color: var(--soft); background: var(--card); border: 1px solid var(--line); padding: 14px 12px; margin: 0; }
.more { color: var(--soft); margin: 8px 0 0; }
code { font: 12px/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
@media (max-width: 700px) {
  header { padding: 0 14px; }
  .system { padding: 10px 0 0; }
  nav { margin: 0 -10px; }
  nav a { padding: 9px 10px; }
  main { padding: 14px 14px 40px; }
  .search { flex: 1 1 100%; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards, .cards tbody { display: block; border: 0; background: none; }
  .cards tr { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 16px; background: var(--card); border: 1px solid var(--line); margin-bottom: 8px; padding: 9px 12px; }
  .cards td { display: block; border: 0; padding: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .cards td:empty { display: none; }
  .cards td.wide { grid-column: 1 / -1; }
  .cards td::before { content: attr(data-label); display: block; color: var(--soft); font-size: 12px; }
  .facts { grid-template-columns: repeat(2, 1fr); }
  button { min-height: 40px; }
}
`;
