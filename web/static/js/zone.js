// The browser's time zone, in a cookie: visitors see dates in it, and somebody who
// joins is offered it.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes("guildhall_zone=" + zone)) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `guildhall_zone=${zone}; path=/; max-age=34560000; samesite=lax${secure}`;
}
