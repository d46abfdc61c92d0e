// A profile and a process.
#include "tests/benchmarks/recalc/soffice.h"

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace sheetgate::benchmarks {
namespace {

constexpr char kTunedSettings[] = R"(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>7.4</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
)";

}  // namespace

Soffice::Soffice(const std::filesystem::path& directory, bool tuned)
    : directory_(directory / (tuned ? "tuned" : "plain")) {
  std::filesystem::create_directories(directory_ / "profile" / "user");
  std::filesystem::create_directories(directory_ / "out");
  if (tuned) {
    std::ofstream(directory_ / "profile" / "user" / "registrymodifications.xcu") << kTunedSettings;
  }
}

double Soffice::Convert(const std::string& package, const std::string& format) {
  const std::filesystem::path input = directory_ / "book.xlsx";
  const std::filesystem::path output = directory_ / "out" / ("book." + format);
  std::ofstream(input, std::ios::binary) << package;
  std::filesystem::remove(output);
  const std::string command = "soffice -env:UserInstallation=file://" +
                              (directory_ / "profile").string() + " --headless --convert-to " +
                              format + " --outdir " + (directory_ / "out").string() + " " +
                              input.string() + " >/dev/null 2>&1";
  const auto start = std::chrono::steady_clock::now();
  const bool ran = std::system(command.c_str()) == 0;
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  return ran && std::filesystem::exists(output) ? took.count() : -1;
}

}  // namespace sheetgate::benchmarks
