// Forms that wait on this phone until the portal has them. js/offline.js is this file, page.js, form.js
// and worker.js, joined (kimportal/ui/css_bundle.py): pages and the service worker load the same.
// An item is deleted only in the transaction that stores its receipt; one Web Lock, so that two tabs
// and the worker never send at the same time.
self.Queue = (() => {
  const MAX_PAUSE = 300_000, MAX_PAUSE_OFFLINE = 60_000, SENDING = 300_000, ASKING = 20_000, PIECE = 65_536, MAX_IN_PIECES = 8_000_000;
  const KEEP_RECEIPTS = 30 * 86_400_000;
  const channel = new BroadcastChannel("offline");
  const tell = ({ data } = {}) => self.dispatchEvent(data ? new CustomEvent("queue-progress", { detail: data }) : new Event("queue-changed"));
  channel.onmessage = tell;

  const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("offline", 1);
    request.onupgradeneeded = () => {
      for (const name of ["queue", "receipts", "settings"]) request.result.createObjectStore(name, { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  // Resolves once the disk has it (durability: strict), not when the browser means to write it.
  const run = async (mode, names, work) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(names, mode, { durability: "strict" });
        const request = work(...names.map((name) => transaction.objectStore(name)));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };
  // A channel does not hear itself.
  const changed = () => { channel.postMessage(""); tell(); };
  const progress = (detail) => { channel.postMessage(detail); tell({ data: detail }); };
  const all = (name) => run("readonly", [name], (store) => store.getAll());
  const get = (name, key) => run("readonly", [name], (store) => store.get(key));
  const put = (name, value) => run("readwrite", [name], (store) => store.put(value)).then(changed);

  // Only if it is still the same: it may have been written anew while it was sent.
  const ifSame = (store, item, then) => {
    store.get(item.key).onsuccess = ({ target }) => { if (target.result?.at === item.at) then(); };
  };
  const settle = (item, receipt) => run("readwrite", ["queue", "receipts"], (queue, receipts) => {
    const { key, person, title } = item;
    receipts.put({ ...receipt, key, person, title, stored: Date.now() });
    ifSame(queue, item, () => queue.delete(key));
    receipts.openCursor().onsuccess = ({ target: { result: row } }) => {
      if (!row) return;
      if (row.value.stored < Date.now() - KEEP_RECEIPTS) row.delete();
      row.continue();
    };
  }).then(changed);
  const update = (item, values) => run("readwrite", ["queue"], (queue) => {
    ifSame(queue, item, () => queue.put({ ...item, ...values }));
  }).then(changed);

  const ask = async () => {
    try {
      const answer = await fetch("/anggota/luring/siapa/", { cache: "no-store", signal: AbortSignal.timeout(ASKING) });
      if (answer.status === 401) return { person: "" };
      const who = answer.ok && await answer.json();
      return who?.person ? who : null;
    } catch {
      return null;
    }
  };
  const say = (url, body) => fetch(url, {
    method: "POST", body, headers: { Accept: "application/json", "X-From-Queue": "1" }, redirect: "manual", signal: AbortSignal.timeout(SENDING),
  });
  const bodyOf = (fields, token) => {
    const body = new FormData();
    for (const [name, value] of [...fields, ["csrfmiddlewaretoken", token]]) body.append(name, value);
    return body;
  };
  const sha256 = async (blob) => hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  // One file in pieces, from where the portal has it; throws the answer that was no good.
  const upload = async ({ field, name, blob }, token, told) => {
    const hash = await sha256(blob);
    const url = `/anggota/luring/berkas/${hash}/`;
    const receivedOf = async (answer) => {
      if (!answer.ok) throw answer;
      const { received } = await answer.json();
      told(received);
      return received;
    };
    let received = await receivedOf(await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(ASKING) }));
    while (received < blob.size) {
      const body = bodyOf([["from", received]], token);
      body.append("piece", blob.slice(received, received + PIECE), "piece");
      received = await receivedOf(await say(url, body));
    }
    return ["arrived", `${field}:${hash}:${name}`];
  };
  // The words first, as a draft; then the files one by one; then the form, which names them.
  const post = async (item, token) => {
    const fields = [...item.fields];
    if (item.files.length && !item.words && item.keep) {
      const kept = await say(item.keep, bodyOf(fields, token));
      if (kept.ok) await update(item, { words: item.words = true });
    }
    const total = item.files.reduce((sum, { blob }) => sum + blob.size, 0);
    let done = 0;
    const whole = item.files.filter(({ blob }) => blob.size > MAX_IN_PIECES);
    for (const file of item.files) {
      if (whole.includes(file)) continue;
      fields.push(await upload(file, token, (received) => {
        progress({ key: item.key, part: Math.min(1, (done + received) / total) });
      }));
      done += file.blob.size;
    }
    const body = bodyOf(fields, token);
    for (const { field, name, blob } of whole) body.append(field, blob, name);
    return say(item.url, body);
  };

  // The form as a file that another phone may carry (kimportal/offline/kim_file.py).
  const bytes = (text) => new TextEncoder().encode(text);
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const pack = async ({ key, form, mark, seal, title, at, fields, files, carried }) => {
    if (carried) return carried;
    const rows = await Promise.all(files.map(async ({ field, name, blob }) => ({
      field, name, size: blob.size, sha256: await sha256(blob),
    })));
    const head = JSON.stringify({ key, form, mark, title, at, fields, files: rows });
    const secret = await crypto.subtle.importKey("raw", bytes(seal), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const sign = hex(await crypto.subtle.sign("HMAC", secret, bytes(head)));
    return new Blob([`KIM1\n${sign}\n${head}\n`, ...files.map((file) => file.blob)]);
  };
  // Without the owner's session the portal keeps it for them.
  const drop = async (item) => {
    const body = new FormData();
    body.append("kim", await pack(item), "titip.kim");
    return say("/titip/", body);
  };

  // What becomes of the item after this answer; undefined: no answer came.
  const apply = async (item, answer, isOwn, isSignedOut) => {
    const status = answer?.status || 0;
    const said = await answer?.json().catch(() => null) || {};
    const isFinal = status >= 400 && status < 500 && !said.again && ![401, 408, 425, 429].includes(status);
    // Kept for its owner; on this phone it waits for the owner all the same, who then sends it.
    if (!isOwn && !item.carried && (isFinal || (isSignedOut && said.receipt))) return update(item, { held: said.receipt || "-" });
    if (status >= 200 && status < 300 && said.receipt) return settle(item, said);
    if (isFinal) return update(item, { refused: status, error: said.error, errors: said.errors });
    const tries = item.tries + 1;
    const wait = Math.max(2 ** tries * 1000, Number(answer?.headers.get("Retry-After")) * 1000 || 0);
    return update(item, { tries, next: Date.now() + Math.min(wait, status ? MAX_PAUSE : MAX_PAUSE_OFFLINE) });
  };

  const waiting = async () => (await all("queue")).filter((item) => !item.refused);
  // Sends what is due; resolves to the number of items that still wait to be sent.
  const drain = async ({ force = false } = {}) => {
    await navigator.locks.request("offline-queue", { ifAvailable: true }, async (lock) => {
      if (!lock || !(await waiting()).length) return;
      const who = await ask();
      if (!who) return;
      const tried = new Set();
      const isOwn = (item) => item.person === who.person && !item.carried;
      const isDue = (item) => !tried.has(item.key) && (isOwn(item) || !item.held) && (force || item.next <= Date.now());
      for (let item; (item = (await waiting()).find(isDue));) {
        tried.add(item.key);
        const answer = await (isOwn(item) ? post(item, who.token) : drop(item)).catch((fault) => (fault instanceof Response ? fault : undefined));
        await apply(item, answer, isOwn(item), !who.person);
        if (!answer || answer.status === 401) return;
      }
    });
    return (await waiting()).length;
  };

  return { all, get, put, settle, drain, pack };
})();
