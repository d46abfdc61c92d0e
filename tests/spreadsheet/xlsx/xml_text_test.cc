// References, escapes, encodings.
#include "spreadsheet/xlsx/xml_text.h"

#include <gtest/gtest.h>

#include <string>

#include "platform/base/error.h"
#include "tests/spreadsheet/testing/package_builder.h"

namespace sheetgate::spreadsheet {
namespace {

TEST(XmlTextTest, ResolvesReferencesAndLineEnds) {
  std::string out;
  EXPECT_TRUE(AppendDecoded("a&amp;&lt;&#65;&#x20AC;&quot;\r\nb\rc", false, &out));
  EXPECT_EQ(out, "a&<A\xE2\x82\xAC\"\nb\nc");
  out.clear();
  EXPECT_TRUE(AppendDecoded("a&amp;\r\n", true, &out));
  EXPECT_EQ(out, "a&amp;\n");
  EXPECT_FALSE(AppendDecoded("&unknown;", false, &out));
  for (const std::string_view excluded :
       {"&#0;", "&#x1F;", "&#xD800;", "&#xDFFF;", "&#xFFFE;", "&#x110000;"}) {
    EXPECT_FALSE(AppendDecoded(excluded, false, &out)) << excluded;
  }
  EXPECT_TRUE(AppendDecoded("&#x9;&#xD7FF;&#xE000;&#x10FFFF;", false, &out));
  EXPECT_FALSE(AppendDecoded("a & b", false, &out));
}

// White space in an attribute is a space, unless it is a reference (XML 1.0, 3.3.3).
TEST(XmlTextTest, DecodesAttributeValues) {
  EXPECT_EQ(Decoded("a\tb\nc\r\nd\re&#10;&amp;\n"), "a b c d e\n& ");
  EXPECT_EQ(Decoded("R & D &amp;\n"), "R & D &amp; ");
  EXPECT_EQ(Decoded(""), "");
}

TEST(XmlTextTest, EscapesOfXstringGoBothWays) {
  std::string text = "a_x000D_b_x005F_x0041__xD83D__xDE00_";
  DecodeXstring(&text);
  EXPECT_EQ(text, "a\rb_x0041_\xF0\x9F\x98\x80");
  for (const std::string_view original :
       {"bell\a tab\t", "_x0041_", "cr\rlf\n", "_x_", "\xEF\xBF\xBF", "_x0041\r",
        "_x0041\xEF\xBF\xBE", "_x0041_x0042\r_x0043", "_x004\r", "_x0041"}) {
    std::string back = EncodeXstring(original);
    DecodeXstring(&back);
    EXPECT_EQ(back, original);
  }
  EXPECT_EQ(EncodeXstring("\r_x0041_\n"), "_x000D__x005F_x0041_\n");
}

TEST(XmlTextTest, KnowsValidUtf8) {
  EXPECT_TRUE(IsValidUtf8("plain, \xC3\xA9, \xE2\x82\xAC, \xF0\x9F\x98\x80 and a long ascii tail"));
  EXPECT_EQ(FindInvalidUtf8("0123456789\xC3"), 10u);
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_EQ(CharacterCount("a\xE2\x82\xAC\xF0\x9F\x98\x80"), 4u);
}

TEST(XmlTextTest, ConvertsOtherEncodings) {
  const std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>b</a>";
  const auto utf16 = DecodeXmlPart("p", tests::ToUtf16(xml));
  ASSERT_TRUE(utf16.ok()) << utf16.status();
  EXPECT_EQ(*utf16, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>b</a>");
  const auto latin = DecodeXmlPart("p", "<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9</a>");
  ASSERT_TRUE(latin.ok()) << latin.status();
  EXPECT_EQ(*latin, "<?xml version='1.0' encoding='UTF-8'?><a>\xC3\xA9</a>");
  const std::string instruction = "<?xml1 encoding='EBCDIC'?><a/>";
  const auto same = DecodeXmlPart("p", instruction);
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(*same, instruction);
  const auto other = DecodeXmlPart("p", "<?xml version='1.0' encoding='EBCDIC'?><a/>");
  EXPECT_EQ(platform::ReasonOf(other.status()), platform::ErrorReason::kFileCorrupt);
  const auto broken = DecodeXmlPart("p", "<a>\xFF</a>");
  EXPECT_EQ(platform::ReasonOf(broken.status()), platform::ErrorReason::kFileCorrupt);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
