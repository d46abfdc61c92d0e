#include "workbook-service/session/sheet_password.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"

namespace sheetgate::workbook {
namespace {

// Independently: hashlib.sha512(salt + password.encode('utf-16-le')), then of the digest and the
// count as four bytes, little endian.
TEST(SheetPasswordTest, HashesAsTheStandardSays) {
  const auto hex = [](const std::string& bytes) {
    return std::string(absl::BytesToHexString(bytes)).substr(0, 16);
  };
  EXPECT_EQ(hex(HashPassword("a\u00E9\U0001F600", "0123456789abcdef", 0)), "600d94840855e6c1");
  EXPECT_EQ(hex(HashPassword("a\u00E9\U0001F600", "0123456789abcdef", 3)), "0b46749ff60d6852");
}

TEST(SheetPasswordTest, TwoOfOnePasswordDiffer) {
  v1::SheetLayoutOperation first;
  first.set_kind("protect_sheet");
  first.set_password("secret");
  v1::SheetLayoutOperation second = first;
  HidePassword(&first);
  HidePassword(&second);
  EXPECT_TRUE(first.password().empty());
  EXPECT_EQ(first.password_hash().size(), 88u);
  EXPECT_NE(first.password_hash(), second.password_hash());
}

}  // namespace
}  // namespace sheetgate::workbook
