#pragma once
// The columns that XLSForm knows, under all their names. Internal to ingest/forms/xlsform; pure.

#include "ingest/forms/xlsform/table.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// `double_colons`: the sheet separates the parts of its headers by "::"; old ones do it by ":".
ColumnMeaning column_meaning(std::string_view header, SheetKind kind, bool double_colons);
std::vector<const char*> mandatory_columns(SheetKind kind);
/// The known column that an unknown one was probably meant to be; empty when none is near.
std::string nearest_column(std::string_view name, SheetKind kind);
/// label, hint, guidance_hint, the messages, and the media.
bool is_text_column(std::string_view name);
bool is_media_column(std::string_view name);

}  // namespace cityaudit::ingest
