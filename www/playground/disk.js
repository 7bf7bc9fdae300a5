/*
 * A disk that can be full, in front of the journal's worker, which follows below in the same file.
 *
 * What must hold: it fails as Chromium's does: a write that makes the file longer writes nothing and answers with its file error as a count.
 */
{
  const NO_SPACE = 4_294_967_288; // -8
  const { write } = FileSystemSyncAccessHandle.prototype;
  let full = false;
  FileSystemSyncAccessHandle.prototype.write = function fails(bytes, options) {
    const end = (options?.at ?? 0) + bytes.byteLength;
    return full && end > this.getSize() ? NO_SPACE : Reflect.apply(write, this, [bytes, options]);
  };
  addEventListener('message', (event) => {
    if (event.data.disk === undefined) return;
    event.stopImmediatePropagation();
    full = event.data.disk === 'full';
  });
}
