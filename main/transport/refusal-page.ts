/** The page for a browser that has no session: in plain words, with the way to one. Nothing of a request stands in it. */

/** @param how the sentence that says how to get a new link */
export const refusalPage = (how: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>PSM Preflight: a new link is needed</title>
<h1>This link does not work any more</h1>
<p>A link of PSM Preflight opens one page, once, so that nobody else on this machine can use it.</p>
<p>${how}</p>
</html>
`
