// Tokens, offsets and refusals of the XML tokenizer.
#include "spreadsheet/xlsx/xml_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/error.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Tokens(std::string_view xml) {
  std::vector<std::string> tokens;
  XmlScanner scanner(xml, 256);
  while (scanner.Next()) {
    switch (scanner.token()) {
      case XmlToken::kStart:
        tokens.push_back("<" + std::string(scanner.name()));
        break;
      case XmlToken::kEnd:
        tokens.push_back("/" + std::string(scanner.name()));
        break;
      case XmlToken::kText:
        tokens.push_back(std::string(scanner.text()));
        break;
    }
  }
  if (!scanner.ok()) tokens.push_back("error");
  return tokens;
}

std::string ErrorOf(std::string_view xml, int max_depth = 256) {
  XmlScanner scanner(xml, max_depth);
  while (scanner.Next()) {
  }
  const absl::Status status = scanner.StatusFor("part.xml");
  if (!status.ok()) {
    EXPECT_EQ(platform::ReasonOf(status), platform::ErrorReason::kFileCorrupt);
  }
  return std::string(status.message());
}

TEST(XmlScannerTest, GivesElementsAndTextInOrder) {
  EXPECT_THAT(Tokens("<?xml version=\"1.0\"?>\n<a><x:b>1</x:b><c/></a>\n"),
              ElementsAre("<a", "<x:b", "1", "/x:b", "<c", "/c", "/a"));
}

TEST(XmlScannerTest, PassesOverCommentsAndInstructionsAndGivesCdata) {
  EXPECT_THAT(Tokens("<!-- <z> --><a>1<!-- > -->2<?p <x> ?><![CDATA[<3>]]></a>"),
              ElementsAre("<a", "1", "2", "<3>", "/a"));
}

TEST(XmlScannerTest, ReadsAttributesInAnyQuotingAndSpacing) {
  XmlScanner scanner("<a b='1' c = \"x'>y\"\n x:id=\"7\"/>", 8);
  ASSERT_TRUE(scanner.Next());
  EXPECT_EQ(scanner.Attribute("b"), "1");
  EXPECT_EQ(scanner.Attribute("c"), "x'>y");
  EXPECT_EQ(scanner.Attribute("id"), std::nullopt);
  EXPECT_EQ(scanner.PrefixedAttribute("id"), "7");
  EXPECT_TRUE(scanner.self_closing());
}

TEST(XmlScannerTest, KnowsWhereTokensStand) {
  const std::string_view xml = "\xEF\xBB\xBF<a> <b c=\"d\">t</b></a>";
  XmlScanner scanner(xml, 8);
  ASSERT_TRUE(scanner.Next());
  ASSERT_TRUE(scanner.NextChild());
  EXPECT_EQ(xml.substr(scanner.begin(), scanner.end() - scanner.begin()), "<b c=\"d\">");
  EXPECT_EQ(scanner.OffsetOf(*scanner.Attribute("c")), xml.find("d\""));
  ASSERT_TRUE(scanner.SkipElement());
  EXPECT_EQ(xml.substr(scanner.begin(), scanner.end() - scanner.begin()), "</b>");
}

TEST(XmlScannerTest, SkipsElementsWhateverTheyHold) {
  XmlScanner scanner("<a><b><b>1</b><c/></b><d/></a>", 8);
  ASSERT_TRUE(scanner.Next());
  ASSERT_TRUE(scanner.NextChild());
  ASSERT_TRUE(scanner.SkipElement());
  ASSERT_TRUE(scanner.NextChild());
  EXPECT_EQ(scanner.name(), "d");
  ASSERT_TRUE(scanner.SkipElement());
  EXPECT_FALSE(scanner.NextChild());
  EXPECT_EQ(scanner.depth(), 0);
  EXPECT_TRUE(scanner.ok());
}

TEST(XmlScannerTest, RefusesWhatIsNotWellFormedWithItsPlace) {
  EXPECT_THAT(ErrorOf("<a><b></a>"), HasSubstr("byte 6 (an end tag that matches no start tag)"));
  EXPECT_THAT(ErrorOf("<a>"), HasSubstr("byte 3 (it ends in the middle of an element)"));
  EXPECT_THAT(ErrorOf("<a b=\"1"), HasSubstr("in the middle of a tag"));
  EXPECT_THAT(ErrorOf("<a b=1/>"), HasSubstr("without quotes"));
  EXPECT_THAT(ErrorOf("<a b=\"<\"/>"), HasSubstr("a < in an attribute value"));
  EXPECT_THAT(ErrorOf("<a b=\"1\"c=\"2\"/>"), HasSubstr("no space before an attribute"));
  EXPECT_THAT(ErrorOf("<a/><b/>"), HasSubstr("second root"));
  EXPECT_THAT(ErrorOf("text<a/>"), HasSubstr("text outside"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("no root element"));
  EXPECT_THAT(ErrorOf("<a><!-- </a>"), HasSubstr("comment without end"));
  EXPECT_THAT(ErrorOf("<a>< b/></a>"), HasSubstr("starts no tag"));
  EXPECT_THAT(ErrorOf("<a/><?xml version=\"1.0\"?>"), HasSubstr("byte 4 (an XML declaration"));
  EXPECT_THAT(ErrorOf("<a/><?xml-stylesheet href=\"b\"?>"), IsEmpty());
  EXPECT_THAT(ErrorOf("<a/>"), IsEmpty());
}

TEST(XmlScannerTest, RefusesDocumentTypesAndDeepNesting) {
  EXPECT_THAT(ErrorOf("<!DOCTYPE a [<!ENTITY x \"y\">]><a/>"), HasSubstr("document type"));
  EXPECT_THAT(ErrorOf("<a><a><a/></a></a>", 2), HasSubstr("nested too deeply"));
  EXPECT_THAT(ErrorOf("<a><a><a/></a></a>", 3), IsEmpty());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
