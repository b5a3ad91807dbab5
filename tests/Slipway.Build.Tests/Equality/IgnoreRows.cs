// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for ignore files.</summary>
internal static class IgnoreRows
{
    private const string Everything = "FROM scratch\nCOPY . /\n";

    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("ignore-context", "the context's own ignore file", Everything) { ContextIgnore = "names\narchives\nmany\nd/q\n*.sh\n" },
        new("ignore-beside", "the Dockerfile's ignore file goes before the context's", Everything) { ContextIgnore = "f\n", Ignore = "names\narchives\ng\n" },
        new("ignore-exceptions", "what is let in again", Everything) { Ignore = "*\n!d\nd/q\n!d/q/deep\n!many/*.md\nmany/file1.md\n" },
        new("ignore-stars", "two stars", Everything) { Ignore = "**/f\n!deep/**\n**/*.md\nnames/**\n**/deep/er\n" },
        new("ignore-patterns", "classes, question marks, escapes", Everything) { Ignore = "many/file[0-5].*\nmany/file1?.txt\nnames/star\\*\nnames/\\[b\\]\nnames/?bang\nmodes/d[^0]*\narchives\n" },
        new("ignore-spellings", "blanks, comments, slashes, dots and carriage returns", Everything) { Ignore = "# names\n  archives  \r\n/many/\n./d/one\nd/../f\n\n!/many/file1.md\n # links\nmodes/\n" },
        new("ignore-all-but", "everything but one file deep within", Everything) { Ignore = "**\n!deep/a/b/c/f.txt\n" },
        new("ignore-files", "ignore file and Dockerfile may be ignored", Everything) { ContextIgnore = ".dockerignore\nDockerfile\nnames\narchives\n" },
        new("ignore-sources", "sources within what is ignored", """
            FROM equal/base:1
            COPY d /d
            COPY d/q/deep /deep
            COPY many/* /many/
            RUN --mount=target=/c ls /c > /list
            """) { Ignore = "*\n!d/q/deep\n!many/file1*\n" },
        new("ignore-links", "ignored links and their targets", """
            FROM scratch
            COPY to-d/one /one
            COPY d /d
            """) { Ignore = "d/to-*\n" },
    ];
}
