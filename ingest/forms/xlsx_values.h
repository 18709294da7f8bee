#pragma once
// How an .xlsx file writes numbers, dates and truth values, and how a person sees them. Internal to ingest/forms; pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

enum class NumberShape { number, date, time, date_time };

/// The shapes of the cell styles of xl/styles.xml, by style index. Empty when it cannot be read: all are numbers then.
std::vector<NumberShape> read_styles(std::string_view styles_xml);

/// What a number format shows: "yyyy-mm-dd" is a date, "[h]:mm" a time, "0.00" a number.
NumberShape shape_of_format(std::string_view format);

/// "12" of "12.0", "2018-06-18" of 43269 as a date, "14:30:00" of 0.604166… as a time; the text itself when it is no number.
/// Dates count from 1900 as spreadsheets do (with the 29 February that never was), or from 1904.
std::string shown_number(std::string_view text, NumberShape shape, bool from_1904);

}  // namespace cityaudit::ingest
