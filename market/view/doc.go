// Package view reads across rooms for pages, lists and reports: one file per page
// or report, named after it. It never writes.
package view
