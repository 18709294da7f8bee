#pragma once
// Edited texts put back into the spreadsheet a form was made of, so that its author goes on with the same sheet. Pure.

#include "ingest/forms/form_strings.h"
#include "ingest/forms/workbook.h"

namespace cityaudit::ingest {

/// The workbook with those texts in their cells. Columns without a language get the one that was named, which becomes the
/// settings' default_language; columns of new languages are added where a text needs one; languages that were checked leave the
/// settings' `attribute::ca:unchecked`. Nothing of the rest changes. False (and `workbook` half changed) when a text has no cell
/// of its own: then the sheet cannot say what the form says.
bool put_sheet_texts(Workbook& workbook, const StringsChange& change);

}  // namespace cityaudit::ingest
