#include "workbook-service/rpc/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::IsOkAndHolds;

TEST(PageTokensTest, ATokenGivesItsPositionBack) {
  const PageTokens tokens("ListForks", {"wb-1"});
  EXPECT_THAT(tokens.Decode(tokens.Encode("17/fork-1")), IsOkAndHolds(std::string("17/fork-1")));
  EXPECT_THAT(tokens.Decode(""), IsOkAndHolds(std::string()));
}

TEST(PageTokensTest, ATokenIsSafeInUrls) {
  const PageTokens tokens("ListForks", {});
  for (int i = 0; i < 50; ++i) {
    const std::string token = tokens.Encode(std::to_string(i) + "\xFF\xFE");
    EXPECT_EQ(token.find_first_of("+/="), std::string::npos) << token;
  }
}

TEST(PageTokensTest, RefusesTokensOfOtherMethodsAndArguments) {
  const std::string token = PageTokens("ListForks", {"ab", "c"}).Encode("5");
  EXPECT_THAT(PageTokens("ListSheets", {"ab", "c"}).Decode(token),
              HasReason(ErrorReason::kInvalidPageToken));
  EXPECT_THAT(PageTokens("ListForks", {"a", "bc"}).Decode(token),
              HasReason(ErrorReason::kInvalidPageToken));
}

TEST(PageTokensTest, RefusesEveryChangedCharacter) {
  const PageTokens tokens("ListForks", {"wb-1"});
  const std::string token = tokens.Encode("position");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(tokens.Decode(changed), HasReason(ErrorReason::kInvalidPageToken)) << i;
  }
  EXPECT_THAT(tokens.Decode(token.substr(0, token.size() - 1)),
              HasReason(ErrorReason::kInvalidPageToken));
  EXPECT_THAT(tokens.Decode(token + "="), HasReason(ErrorReason::kInvalidPageToken));
  EXPECT_THAT(tokens.Decode("!"), HasReason(ErrorReason::kInvalidPageToken));
}

}  // namespace
}  // namespace sheetgate::workbook
