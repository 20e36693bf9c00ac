const STYLE = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
  body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: Canvas; color: CanvasText; }
  form { display: grid; gap: .9rem; width: min(20rem, 90vw); padding: 2rem; border: 1px solid #8884; border-radius: .75rem; }
  h1 { margin: 0 0 .3rem; font-size: 1.2rem; }
  label { display: grid; gap: .3rem; font-size: .85rem; }
  input { padding: .55rem .65rem; border: 1px solid #8888; border-radius: .4rem; font: inherit; background: Field; color: FieldText; }
  button { padding: .6rem; border: 0; border-radius: .4rem; background: #2f5fd0; color: #fff; font: inherit; cursor: pointer; }
  :focus-visible { outline: 2px solid #2f5fd0; outline-offset: 2px; }
  [role=alert] { margin: 0; color: #c62828; font-size: .9rem; }`;

/** The whole page, without a script or anything from elsewhere. The message is ours, never a visitor's text. */
export function loginPage(message = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Log in · Queues</title>
  <style>${STYLE}</style>
</head>
<body>
  <form method="post" action="/login">
    <h1>Queue dashboard</h1>
    ${message ? `<p role="alert">${message}</p>` : ''}
    <label>User <input name="user" autocomplete="username" required autofocus></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
    <button>Log in</button>
  </form>
</body>
</html>`;
}
