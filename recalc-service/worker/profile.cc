// Configuration of LibreOffice by a read-only layer instead of a user profile: nothing is ever
// written back.
#include "recalc-service/worker/profile.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace sheetgate::recalc::worker {
namespace {

void AddItem(std::string* xml, const char* path, const char* name, const std::string& value) {
  *xml += "<item oor:path=\"";
  *xml += path;
  *xml += "\"><prop oor:name=\"";
  *xml += name;
  *xml += "\" oor:op=\"fuse\"><value>";
  *xml += value;
  *xml += "</value></prop></item>\n";
}

}  // namespace

std::string MajorMinorVersion(const std::string& program_dir) {
  std::ifstream file(program_dir + "/bootstraprc");
  constexpr char kKey[] = "ProductKey=";
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, sizeof(kKey) - 1, kKey) != 0) continue;
    const size_t space = line.rfind(' ');
    if (space != std::string::npos) return line.substr(space + 1);
  }
  return "";
}

std::string RegistryModifications(const std::string& major_minor) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">\n";
  // A LibreOffice that thinks it was just upgraded tests the graphics at every start: 0.7 s.
  if (!major_minor.empty()) {
    AddItem(&xml, "/org.openoffice.Setup/Product", "ooSetupLastVersion", major_minor);
  }
  AddItem(&xml, "/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true");
  AddItem(&xml, "/org.openoffice.Setup/L10N", "ooLocale", "en-US");
  constexpr char kMisc[] = "/org.openoffice.Office.Common/Misc";
  AddItem(&xml, kMisc, "FirstRun", "false");
  AddItem(&xml, kMisc, "UseLocking", "false");
  AddItem(&xml, kMisc, "UseDocumentOOoLockFile", "false");
  AddItem(&xml, kMisc, "UseDocumentSystemFileLocking", "false");
  // Linked images and other linked content would be fetched on load otherwise.
  constexpr char kScripting[] = "/org.openoffice.Office.Common/Security/Scripting";
  AddItem(&xml, kScripting, "BlockUntrustedRefererLinks", "true");
  AddItem(&xml, kScripting, "DisableMacrosExecution", "true");
  AddItem(&xml, kScripting, "MacroSecurityLevel", "3");
  AddItem(&xml, "/org.openoffice.Office.Calc/Content/Update", "Link", "1");
  // With threads, one dirty cell of a column of formulas has the whole column calculated.
  AddItem(&xml, "/org.openoffice.Office.Calc/Formula/Calculation",
          "UseThreadedCalculationForFormulaGroups", "false");
  // Text that reads as a number counts as one in arithmetic, as in Excel.
  AddItem(&xml, "/org.openoffice.Office.Calc/Formula/Syntax", "StringConversion", "3");
  xml += "</oor:items>\n";
  return xml;
}

std::string PrepareEnvironment(const std::string& directory, const std::string& program_dir) {
  const std::string home = directory + "/home";
  const std::string temporary = directory + "/tmp";
  const std::string registry = directory + "/registrymodifications.xcu";
  std::error_code error;
  for (const std::string& path : {home, temporary}) {
    std::filesystem::create_directory(path, error);
    if (error) return "cannot make the directory " + path + ": " + error.message();
  }
  {
    std::ofstream file(registry, std::ios::trunc);
    file << RegistryModifications(MajorMinorVersion(program_dir));
    if (!file.flush()) return "cannot write " + registry;
  }
  const std::string share = std::filesystem::path(program_dir).parent_path().string() + "/share";
  // Debian keeps the registry in /etc, with a link in share; other builds have it in share only.
  const std::string system_registry = "file://" + share + "/registry";
  const std::string layers =
      "xcsxcu:" + system_registry + " res:" + system_registry + " user:*file://" + registry;
  for (const auto& [name, value] :
       {std::pair<const char*, std::string>{"CONFIGURATION_LAYERS", layers},
        {"HOME", home},
        {"TMPDIR", temporary},
        {"LANG", "C.UTF-8"},
        {"LC_ALL", "C.UTF-8"},
        {"SAL_USE_VCLPLUGIN", "svp"}}) {
    if (setenv(name, value.c_str(), 1) != 0) return std::string("cannot set ") + name;
  }
  // Calculations depend on the zone only through NOW and TODAY, which are UTC like everything else
  // of the service.
  setenv("TZ", "UTC", 1);
  umask(077);
  return "";
}

}  // namespace sheetgate::recalc::worker
