#include "server/routes/enrolment_code.h"

#include "base/digest.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <boost/json.hpp>
#include <regex>

namespace cityaudit::server {
namespace {

TEST(EnrolmentCode, HoldsWhatCollectReads) {
  const std::string text = enrolment_text("https://audit.example.org/v1/key/T/projects/1", "Procházka „Praha 7“").value();
  const std::string packed = from_base64(text).value();
  std::string json(4096, '\0');
  uLongf size = json.size();
  ASSERT_EQ(uncompress(reinterpret_cast<Bytef*>(json.data()), &size, reinterpret_cast<const Bytef*>(packed.data()), packed.size()), Z_OK);
  const auto value = boost::json::parse(std::string_view(json).substr(0, size)).as_object();
  EXPECT_EQ(value.at("general").at("server_url"), "https://audit.example.org/v1/key/T/projects/1");
  EXPECT_EQ(value.at("general").at("form_update_mode"), "match_exactly");
  EXPECT_EQ(value.at("general").at("autosend"), "wifi_and_cellular");
  EXPECT_TRUE(value.at("admin").as_object().empty()) << "Collect refuses a code without it";
  EXPECT_EQ(value.at("project").at("name"), "Procházka „Praha 7“");
  EXPECT_TRUE(std::regex_match(std::string(value.at("project").at("color").as_string()), std::regex("#[0-9a-f]{6}")));
}

TEST(EnrolmentCode, IsDrawnWithItsQuietZone) {
  const std::string svg = qr_svg("abc").value();  // version 1: 21 modules
  EXPECT_NE(svg.find("viewBox=\"0 0 29 29\""), std::string::npos);
  EXPECT_NE(svg.find("M4 4h7v1h-7z"), std::string::npos) << "the upper edge of the finder pattern";
  EXPECT_EQ(svg.find("M0 "), svg.find("M0 0h29v29H0z"));
  EXPECT_EQ(svg.find("<script"), std::string::npos);
}

TEST(EnrolmentCode, TooLongATextIsAnError) { EXPECT_FALSE(qr_svg(std::string(10'000, 'x'))); }

}  // namespace
}  // namespace cityaudit::server
