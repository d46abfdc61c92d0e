// Flags from the command line and the environment, and every problem at once.
#include "platform/config/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/time/time.h"
#include <nlohmann/json.hpp>

ABSL_FLAG(std::string, flags_test_name, "default", "a text");
ABSL_FLAG(int, flags_test_count, 3, "a number");
ABSL_FLAG(bool, flags_test_on, false, "a switch");
ABSL_FLAG(absl::Duration, flags_test_wait, absl::Seconds(5), "a duration");
ABSL_FLAG(sheetgate::platform::ByteSize, flags_test_size, {1024}, "a size");
ABSL_FLAG(std::string, flags_test_token, "", "a secret");

namespace sheetgate::platform {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class FlagsTest : public ::testing::Test {
 protected:
  ~FlagsTest() override {
    for (const std::string& name : variables_) unsetenv(name.c_str());
  }

  void SetVariable(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    variables_.push_back(name);
  }

  static std::vector<std::string> Init(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/program");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    return InitFlags(static_cast<int>(argv.size()), argv.data(), "tests flags");
  }

 private:
  absl::FlagSaver saver_;
  std::vector<std::string> variables_;
};

TEST_F(FlagsTest, TakesEveryFormOfArgument) {
  EXPECT_THAT(Init({"--flags_test_name=a=b", "--flags_test_count", "7", "-flags_test_on",
                    "--flags_test_wait=200ms", "--flags_test_size=64MiB"}),
              IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_flags_test_name), "a=b");
  EXPECT_EQ(absl::GetFlag(FLAGS_flags_test_count), 7);
  EXPECT_TRUE(absl::GetFlag(FLAGS_flags_test_on));
  EXPECT_EQ(absl::GetFlag(FLAGS_flags_test_wait), absl::Milliseconds(200));
  EXPECT_EQ(absl::GetFlag(FLAGS_flags_test_size).bytes, int64_t{64} << 20);
  EXPECT_THAT(Init({"--noflags_test_on"}), IsEmpty());
  EXPECT_FALSE(absl::GetFlag(FLAGS_flags_test_on));
}

TEST_F(FlagsTest, TheCommandLineWinsOverTheEnvironment) {
  SetVariable("SHEETGATE_FLAGS_TEST_COUNT", "10");
  SetVariable("SHEETGATE_FLAGS_TEST_NAME", "environment");
  EXPECT_THAT(Init({"--flags_test_count=11"}), IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_flags_test_count), 11);
  EXPECT_EQ(absl::GetFlag(FLAGS_flags_test_name), "environment");
}

TEST_F(FlagsTest, ListsEveryProblem) {
  SetVariable("SHEETGATE_FLAGS_TEST_COUNTS", "1");
  SetVariable("SHEETGATE_FLAGS_TEST_SIZE", "many");
  EXPECT_THAT(
      Init({"--flags_test_nam=x", "--flags_test_count=seven", "positional", "--flags_test_name"}),
      ::testing::UnorderedElementsAre(
          AllOf(StartsWith("SHEETGATE_FLAGS_TEST_COUNTS: "),
                HasSubstr("SHEETGATE_FLAGS_TEST_COUNT?")),
          AllOf(StartsWith("SHEETGATE_FLAGS_TEST_SIZE: 'many'"), HasSubstr("64KiB")),
          AllOf(StartsWith("--flags_test_nam: "), HasSubstr("--flags_test_name?")),
          StartsWith("--flags_test_count: 'seven'"), StartsWith("'positional'"),
          AllOf(StartsWith("--flags_test_name: "), HasSubstr("value is missing"))));
}

TEST_F(FlagsTest, AbseilsOwnFlagsAreNotOurs) {
  EXPECT_THAT(ConfigJson(), Not(HasSubstr("flagfile")));
}

TEST_F(FlagsTest, ConfigTellsValuesAndOriginsAndMasksSecrets) {
  SetVariable("SHEETGATE_FLAGS_TEST_TOKEN", "hunter2");
  ASSERT_THAT(Init({"--flags_test_size=3KiB"}), IsEmpty());
  const auto config = nlohmann::json::parse(ConfigJson());
  EXPECT_EQ(config["flags_test_size"]["value"], "3KiB");
  EXPECT_EQ(config["flags_test_size"]["origin"], "command line");
  EXPECT_EQ(config["flags_test_token"]["value"], "***");
  EXPECT_EQ(config["flags_test_token"]["origin"], "environment");
  EXPECT_EQ(config["flags_test_wait"]["value"], "5s");
  EXPECT_EQ(config["flags_test_wait"]["origin"], "default");
}

TEST_F(FlagsTest, HelpAndVersionExit) {
  EXPECT_EXIT(Init({"--help"}), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(Init({"--version"}), ::testing::ExitedWithCode(0), "");
}

TEST_F(FlagsTest, ProblemsArePrintedAndExitWithTwo) {
  ExitOnProblems({});
  EXPECT_EXIT(ExitOnProblems({"--a: wrong", "--b: wrong"}), ::testing::ExitedWithCode(2),
              "--a: wrong\n--b: wrong\n");
}

TEST(RequireTest, AppendsWhatIsWrong) {
  std::vector<std::string> problems;
  Require(true, "a", "must be positive", &problems);
  Require(false, "b", "must be positive", &problems);
  EXPECT_THAT(problems, ElementsAre("--b: must be positive"));
}

TEST(ByteSizeTest, ParsesUnitsAndRefusesTheRest) {
  const auto parse = [](const char* text) {
    ByteSize size;
    std::string error;
    return AbslParseFlag(text, &size, &error) ? size.bytes : -1;
  };
  EXPECT_EQ(parse("4096"), 4096);
  EXPECT_EQ(parse("7B"), 7);
  EXPECT_EQ(parse("2GiB"), int64_t{2} << 30);
  for (const char* bad : {"", "MiB", "-1", "1.5MiB", "1MB", "9999999999TiB", " 1"}) {
    EXPECT_EQ(parse(bad), -1) << bad;
  }
}

TEST(ByteSizeTest, UnparsesToWhatParsesToTheSame) {
  EXPECT_EQ(AbslUnparseFlag({int64_t{512} << 20}), "512MiB");
  EXPECT_EQ(AbslUnparseFlag({1025}), "1025");
  EXPECT_EQ(AbslUnparseFlag({0}), "0");
}

TEST(IsHostPortTest, TellsAddressesFromOtherText) {
  for (const char* good : {"127.0.0.1:7071", "localhost:0", "[::1]:65535", "example.com:80"}) {
    EXPECT_TRUE(IsHostPort(good)) << good;
  }
  for (const char* bad : {"", "localhost", ":80", "a:", "a:65536", "a:-1", "::1:80", "a:8o"}) {
    EXPECT_FALSE(IsHostPort(bad)) << bad;
  }
}

}  // namespace
}  // namespace sheetgate::platform
