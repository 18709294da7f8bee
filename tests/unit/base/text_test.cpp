#include "base/text.h"

#include "base/digest.h"
#include "base/ids.h"

#include <gtest/gtest.h>

namespace cityaudit {

TEST(Text, FoldsDiacriticsAndScripts) {
  EXPECT_EQ(fold("Zledovatělé LAVIČKY"), "zledovatele lavicky");
  EXPECT_EQ(fold("Đường"), "duong");
  EXPECT_EQ(fold("Підземний"), "pidzemnij");
}

TEST(Text, KnowsBrokenUtf8) {
  EXPECT_TRUE(is_valid_utf8("Lavičky"));
  EXPECT_FALSE(is_valid_utf8("Lavi\xff"));
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));  // a lone surrogate
  EXPECT_EQ(to_clean_utf8("a\xff\x01z"), "a\xEF\xBF\xBDz");
}

TEST(Text, ReadsNumbersWholly) {
  EXPECT_EQ(parse_integer("42"), 42);
  for (const char* text : {"", "4x", " 4", "4.0", "99999999999999999999"}) EXPECT_FALSE(parse_integer(text)) << text;
  for (const char* text : {"", "nan", "inf", "1e999", "1,5"}) EXPECT_FALSE(parse_decimal(text)) << text;
}

TEST(Text, EscapesForItsReaders) {
  EXPECT_EQ(escape_xml("<a b='1' c=\"2\">&"), "&lt;a b=&#39;1&#39; c=&quot;2&quot;&gt;&amp;");
  EXPECT_EQ(escape_xml_keeping_apostrophes("selected(., 'a') and 1 < 2"), "selected(., 'a') and 1 &lt; 2");
  EXPECT_EQ(escape_csv("Karlin"), "Karlin");
  EXPECT_EQ(escape_csv("a,b"), "\"a,b\"");
  EXPECT_EQ(escape_csv("say \"a\"\r\n"), "\"say \"\"a\"\"\r\n\"");
}

TEST(Ids, MakesVersion5AsRfc4122Says) {
  EXPECT_EQ(uuid_v5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Digest, AgreesWithPublishedVectors) {
  EXPECT_EQ(to_hex(sha256(bytes_of("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(Bytes{md5(bytes_of("abc"))}), "900150983cd24fb0d6963f7d28e17f72");
  Sha256Stream stream;
  stream.update(bytes_of("a"));
  stream.update(bytes_of("bc"));
  EXPECT_EQ(stream.finish(), sha256(bytes_of("abc")));
  EXPECT_EQ(from_base64(to_base64(bytes_of("any carnal pleas"))), "any carnal pleas");
}

}  // namespace cityaudit
