// Package disk tells how much room is left where a folder lies.
package disk

// Unknown is what a machine says that does not tell.
const Unknown = -1
