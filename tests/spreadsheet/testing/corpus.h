// The corpus of real workbooks (see its README): every file of a set, or a failed test that says
// what is missing.
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_CORPUS_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_CORPUS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace sheetgate::tests {

struct CorpusFile {
  std::string name;  // relative to the corpus, "workbooks/apache+poi/.../x.xlsx"
  std::shared_ptr<const std::string> bytes;
};

// The paths of all files below `set` ("workbooks" or "functions"), relative to the corpus, sorted.
// Fails the test when there are none.
inline std::vector<std::string> CorpusFiles(const std::string& set) {
  const std::filesystem::path root = SHEETGATE_CORPUS_DIR;
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(root / set, error), end;
       !error && it != end; it.increment(error)) {
    if (it->is_regular_file()) {
      files.push_back(std::filesystem::relative(it->path(), root).generic_string());
    }
  }
  EXPECT_FALSE(files.empty()) << "no workbooks in " << root / set
                              << "; these tests need the corpus beside the project (shared/corpus)";
  std::sort(files.begin(), files.end());
  return files;
}

inline CorpusFile ReadCorpusFile(const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(SHEETGATE_CORPUS_DIR) / name;
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << "cannot read " << path << "; these tests need the corpus beside the "
                         << "project (shared/corpus)";
  return {name, std::make_shared<const std::string>(std::istreambuf_iterator<char>(in),
                                                    std::istreambuf_iterator<char>())};
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_CORPUS_H_
