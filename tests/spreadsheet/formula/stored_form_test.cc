// Formulas as files hold them.
#include <gtest/gtest.h>

#include "spreadsheet/formula/lexer.h"

namespace sheetgate::spreadsheet {
namespace {

TEST(WithFunctionPrefixesTest, WritesWhatFilesHold) {
  const struct {
    const char* formula;
    const char* stored;
  } kCases[] = {
      {"SUM(A1)", "SUM(A1)"},
      {"sum(A1)", "sum(A1)"},
      {"IFERROR(1/0,2)", "IFERROR(1/0,2)"},
      {"xlookup(1,A:A,B:B)", "_xlfn.XLOOKUP(1,A:A,B:B)"},
      {"_xlfn.XLOOKUP(1,A:A,B:B)", "_xlfn.XLOOKUP(1,A:A,B:B)"},
      {"STDEV.S(A1:A3)+STDEV(A1:A3)", "_xlfn.STDEV.S(A1:A3)+STDEV(A1:A3)"},
      {"FILTER(A1:A9,B1:B9)", "_xlfn._xlws.FILTER(A1:A9,B1:B9)"},
      {"SORT(UNIQUE(A1:A9))", "_xlfn._xlws.SORT(_xlfn.UNIQUE(A1:A9))"},
      {"NETWORKDAYS.INTL(A1,B1)", "NETWORKDAYS.INTL(A1,B1)"},
      {"ISO.CEILING(1)", "ISO.CEILING(1)"},
      {"\"CONCAT(\"&CONCAT(A1)", "\"CONCAT(\"&_xlfn.CONCAT(A1)"},
      {"'IFS(x)'!A1", "'IFS(x)'!A1"},
      {"DAYS+1", "DAYS+1"},
      {"SUM(A1#)", "SUM(_xlfn.ANCHORARRAY(A1))"},
      {"Sheet1!$A$1#", "_xlfn.ANCHORARRAY(Sheet1!$A$1)"},
      {"@A1:A5*2", "A1:A5*2"},
      {"-@Rate+@Sheet1!A:A", "-Rate+Sheet1!A:A"},
      {"SUM(@A1:A5)", "SUM(_xlfn.SINGLE(A1:A5))"},
      {"SUM((@A1:A5)*2)", "SUM((_xlfn.SINGLE(A1:A5))*2)"},
      {"SUM(@A1,@Rate)", "SUM(A1,_xlfn.SINGLE(Rate))"},
      {"A1:@INDEX(B:B,2)", "A1:_xlfn.SINGLE(INDEX(B:B,2))"},
      {"A:@FD#", "A:_xlfn.SINGLE(_xlfn.ANCHORARRAY(FD))"},
      {"@A:@B", "A:_xlfn.SINGLE(B)"},
      {"A1#:B2#", "_xlfn.ANCHORARRAY(A1):_xlfn.ANCHORARRAY(B2)"},
      {"Rate#*2", "_xlfn.ANCHORARRAY(Rate)*2"},
      {"sequence(3)#", "_xlfn.ANCHORARRAY(_xlfn.SEQUENCE(3))"},
      {"T[@Price]*2", "T[[#This Row],[Price]]*2"},
      {"T[@[Net Price]]", "T[[#This Row],[Net Price]]"},
      {"SUM(T[@[A]:[C]])", "SUM(T[[#This Row],[A]:[C]])"},
      {"T[@]", "T[#This Row]"},
      {"T[[#This Row],[Mail@home]]", "T[[#This Row],[Mail@home]]"},
      {"T[Mail@home]", "T[Mail@home]"},
      {"LET(x,1,y,x+1,x*y)", "_xlfn.LET(_xlpm.x,1,_xlpm.y,_xlpm.x+1,_xlpm.x*_xlpm.y)"},
      {"LET(x,1,x)+x", "_xlfn.LET(_xlpm.x,1,_xlpm.x)+x"},
      {"_xlfn.LET(_xlpm.x,1,_xlpm.x)", "_xlfn.LET(_xlpm.x,1,_xlpm.x)"},
      {"LAMBDA(a,b,a+b)(1,2)", "_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a+_xlpm.b)(1,2)"},
      {"LET(f,LAMBDA(x,x+1),f(2))",
       "_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1),_xlpm.f(2))"},
      {"MAP(A1:A3,LAMBDA(v, IF(v>0,v,0)))",
       "_xlfn.MAP(A1:A3,_xlfn.LAMBDA(_xlpm.v, IF(_xlpm.v>0,_xlpm.v,0)))"},
      {"LAMBDA(a,[b],IF(ISOMITTED(b),a,b))",
       "_xlfn.LAMBDA(_xlpm.a,_xlop.b,IF(_xlfn.ISOMITTED(_xlpm.b),_xlpm.a,_xlpm.b))"},
      {"LAMBDA(a,[@b],a)", "_xlfn.LAMBDA(_xlpm.a,[[#This Row],[b]],_xlpm.a)"},
      {"LAMBDA([b c],[A1],[],1)", "_xlfn.LAMBDA([b c],[A1],[],1)"},
      {"LET(Sheet1!x,1,[1]!y,2,3)", "_xlfn.LET(Sheet1!x,1,[1]!y,2,3)"},
      {"LAMBDA(@a,@[b],a)", "_xlfn.LAMBDA(_xlpm.a,_xlop.b,_xlpm.a)"},
      {"LET(T[x],1,2)", "_xlfn.LET(T[x],1,2)"},
      {"LET(xy,A1:A3,SUM(@xy))", "_xlfn.LET(_xlpm.xy,A1:A3,SUM(_xlfn.SINGLE(_xlpm.xy)))"},
      {"SUM(A1", "SUM(A1"},
      {"IFS(1,2)+", "IFS(1,2)+"},
      {"LET(", "LET("},
  };
  for (const auto& c : kCases) EXPECT_EQ(WithFunctionPrefixes(c.formula), c.stored) << c.formula;
}

TEST(WithFunctionPrefixesTest, IsIdempotent) {
  for (const char* formula : {"LET(x,FILTER(A1:A9,B1:B9),SUM(x))", "T[@Price]+A1#+@B1:B9",
                              "IFS(1,2)", "A:@FD#", "SUM(@A1:A5,@B#)", "A1 @B1:B2"}) {
    const std::string once = WithFunctionPrefixes(formula);
    EXPECT_EQ(WithFunctionPrefixes(once), once);
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
