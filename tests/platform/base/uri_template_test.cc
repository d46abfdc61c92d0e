#include "platform/base/uri_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"

namespace sheetgate::platform {
namespace {

using testing::HasSubstr;
using tests::IsOk;
using tests::StatusIs;

constexpr char kExport[] = "x://books/{id}/export.{format}{?sheet,range}";

UriTemplate Export() { return *UriTemplate::Parse(kExport); }

TEST(UriTemplateTest, KnowsItsVariables) {
  const UriTemplate uri = Export();
  EXPECT_EQ(uri.text(), kExport);
  EXPECT_THAT(uri.path_variables(), testing::ElementsAre("id", "format"));
  EXPECT_THAT(uri.query_variables(), testing::ElementsAre("sheet", "range"));
}

TEST(UriTemplateTest, RefusesWhatCannotBeReadBack) {
  for (const char* text : {"x://{", "x://}", "x://{}", "x://{a b}", "x://{a}{b}", "x://{a}/{a}",
                           "x://{a}{?a}", "x://{?a}/b", "x://{?a,}", "x://{+a}", "x://{a*}"}) {
    EXPECT_THAT(UriTemplate::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(UriTemplateTest, EscapesAllThatIsNotUnreserved) {
  EXPECT_EQ(Export().Expand({{"id", "b-1"}, {"format", "csv"}, {"sheet", "P&L 50%/\xC3\xA9+#?"}}),
            "x://books/b-1/export.csv?sheet=P%26L%2050%25%2F%C3%A9%2B%23%3F");
  EXPECT_EQ(Export().Expand({{"id", "b-1"}, {"format", "csv"}, {"sheet", ""}}),
            "x://books/b-1/export.csv");
}

TEST(UriTemplateTest, ReadsBackWhatItMade) {
  std::string bytes;
  for (int c = 1; c < 256; ++c) bytes += static_cast<char>(c);
  for (const std::string& sheet : {std::string("Q1"), std::string(".."), std::string("a=b&c"),
                                   std::string("../../etc"), bytes}) {
    const UriTemplate::Values values = {
        {"id", sheet}, {"format", "csv"}, {"sheet", sheet}, {"range", "A1:B2"}};
    ASSERT_OK_AND_ASSIGN(const auto read, Export().Match(Export().Expand(values)));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, values);
  }
}

TEST(UriTemplateTest, TakesPlainCharactersAndAnyOrderOfTheQuery) {
  ASSERT_OK_AND_ASSIGN(const auto read,
                       Export().Match("x://books/b/export.csv?range=$A$1:B2&sheet=a%20b%c3%a9"));
  EXPECT_EQ(read->at("range"), "$A$1:B2");
  EXPECT_EQ(read->at("sheet"), "a b\xC3\xA9");
}

TEST(UriTemplateTest, OtherShapesAreNotItsOwn) {
  for (const std::string& uri :
       {std::string(), std::string("x://books/b"), std::string("y://books/b/export.csv"),
        std::string("x://books//export.csv"), std::string("x://books/b/export."),
        std::string("x://books/b/c/export.csv"), std::string("x://books/b/export.csv/more"),
        std::string("X://books/b/export.csv"), std::string("file:///etc/passwd"),
        "x://books/" + std::string(UriTemplate::kMaxBytes, 'b') + "/export.csv"}) {
    ASSERT_OK_AND_ASSIGN(const auto read, Export().Match(uri));
    EXPECT_FALSE(read.has_value()) << uri;
  }
}

TEST(UriTemplateTest, SaysWhatIsMalformed) {
  const std::pair<const char*, const char*> cases[] = {
      {"x://books/b/export.csv?sheet=a b", "%20"},
      {"x://books/b/export.csv?sheet=a+b", "%2B"},
      {"x://books/b/export.csv?sheet=\xC3\xA9", "UTF-8"},
      {"x://books/b/export.csv?sheet=%", "two hexadecimal digits"},
      {"x://books/b/export.csv?sheet=%4", "two hexadecimal digits"},
      {"x://books/b/export.csv?sheet=%zz", "two hexadecimal digits"},
      {"x://books/b/export.csv?sheet=%00", "%00"},
      {"x://books/b/export.csv?sheet=a&sheet=b", "twice"},
      {"x://books/b/export.csv?id=c", "sheet, range"},
      {"x://books/b/export.csv?sheet", "name=value"},
      {"x://books/b/export.csv?", "name=value"},
      {"x://books/b/export.csv#top", "%XX"},
      {"x://books/b\n/export.csv", "%XX"},
      {"x://books/%2/export.csv", "two hexadecimal digits"}};
  for (const auto& [uri, what] : cases) {
    EXPECT_THAT(Export().Match(uri), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)))
        << uri;
  }
}

}  // namespace
}  // namespace sheetgate::platform
