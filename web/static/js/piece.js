// piece turns a piece of a page that the house sent into elements. A parsed
// document runs no script.
export function piece(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const part = document.createDocumentFragment();
  part.append(...parsed.body.childNodes);
  return part;
}
