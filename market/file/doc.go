// Package file owns attachments: who uploaded what, on what it hangs, and what it
// really is. The bytes lie in the blob store (base/blob).
//
// Words: an attachment hangs on its owner, a request or a conversation, or waits on
// the person who uploaded it ahead of the message that opens one; to stage
// is to look at bytes and put them into the store before any row needs them; to
// keep is to write that row inside somebody's change; loose bytes are those no row
// needs, and are swept away.
//
// Invariants: bytes decide what an attachment is, never its name (base/picture);
// images are drawn anew, without metadata, and only they may be shown in a page;
// everything else is a download. An attachment is seen by those who may see its
// owner, which its room answers (Gate). A deleted attachment has no name and no
// bytes. No bytes outlive their row, also after a crash: see table file_loose.
//
// It does not know what requests or messages are, and does not scan for viruses.
package file
