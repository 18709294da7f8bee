#pragma once
// Numbers as text and back, in the way of ODK's JavaScript engine. Pure and thread-safe.

#include "ingest/forms/expressions/dates.h"

#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// The shortest digits that read back as `value`: "3", "0.1", "1e+21"; "" for NaN, "Infinity".
std::string number_text(double value);
/// The number a text writes, blanks around it aside; a date is its days since 1970. NaN for any other text.
double number_of(std::string_view text, UtcOffset offset);
/// The digits a text begins with, as parseInt reads them; NaN when there are none.
double leading_integer(std::string_view text);
/// The nearest whole number, halves upwards.
double round_half_up(double value);

}  // namespace cityaudit::ingest
