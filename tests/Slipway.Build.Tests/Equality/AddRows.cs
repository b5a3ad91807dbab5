// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for ADD.</summary>
internal static class AddRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("add-files", "ADD of what is no archive is COPY", """
            FROM equal/base:1
            ADD f g /a/
            ADD d /b
            ADD --chown=app --chmod=640 f /c
            ADD many/*.txt /d/
            ADD links /links
            ADD --link f /e/
            """),
        new("add-archive", "an archive is unpacked, told by what it holds", """
            FROM equal/base:1
            ADD archives/plain.tar /plain
            ADD archives/plain.bin /bin-name/
            ADD archives/gz.tar.gz /gz
            """) { Exceptions = [MeantDifferences.Attributes] },
        new("add-archive-bzip2", "bzip2", """
            FROM equal/base:1
            ADD archives/bz.tar.bz2 /out/
            """) { Exceptions = [MeantDifferences.Attributes] },
        new("add-archive-xz", "xz", """
            FROM equal/base:1
            ADD archives/xz.tar.xz /out/
            """) { Exceptions = [MeantDifferences.Attributes] },
        new("add-archive-zstd", "zstd", """
            FROM equal/base:1
            ADD archives/zst.tar.zst /out/
            """) { Exceptions = [MeantDifferences.Attributes] },
        new("add-no-archive", "what only looks like an archive is copied", """
            FROM equal/base:1
            ADD archives/text.gz archives/text.tar archives/cut.tar archives/nothing.tar /files/
            """),
        new("add-empty-archive", "an archive of nothing", """
            FROM equal/base:1
            ADD archives/zeros.tar /zeros/
            """),
        new("add-archive-chown", "--chown goes for what is unpacked", """
            FROM equal/base:1
            ADD --chown=app:staff archives/plain.tar /out/
            """) { Exceptions = [MeantDifferences.Attributes] },
        new("add-archive-chmod", "--chmod doesn't", """
            FROM equal/base:1
            ADD --chmod=700 archives/plain.tar /out/
            """) { Exceptions = [MeantDifferences.Attributes, MeantDifferences.ModesOfMadeFolders] },
        new("add-archive-over", "over what is there", """
            FROM equal/base:1
            RUN mkdir -p /x/t /x/real && chmod 700 /x /x/t && chown 5:6 /x /x/t && echo old > /x/t/x && ln -s real /x/r
            ADD archives/over.tar /x/
            """),
        new("add-archive-links", "an absolute link within the destination counts from the destination", """
            FROM equal/base:1
            RUN mkdir -p /x/real /real && ln -s /real /x/r
            ADD archives/over.tar /x/
            """),
        new("add-archive-folder-over-file", "a folder over a file", """
            FROM equal/base:1
            RUN mkdir /x && echo old > /x/f
            ADD archives/folder-over-file.tar /x/
            """),
        new("add-archive-file-over-folder", "a file over a folder", """
            FROM equal/base:1
            RUN mkdir -p /x/d
            ADD archives/file-over-folder.tar /x/
            """),
        new("add-archive-link-over-folder", "a link over a folder", """
            FROM equal/base:1
            RUN mkdir -p /x/d
            ADD archives/link-over-folder.tar /x/
            """),
        new("add-archive-twice", "a name twice", """
            FROM equal/base:1
            ADD archives/twice.tar /x/
            """),
        new("add-archive-destination", "the destination is a folder whether it ends in a slash or not", """
            FROM equal/base:1
            RUN ln -s /real /link
            WORKDIR /w
            ADD archives/over.tar .
            ADD archives/over.tar sub
            ADD archives/over.tar /link
            ADD archives/over.tar /
            """),
        new("add-archive-several", "archives among other sources", """
            FROM equal/base:1
            ADD archives/over.tar f archives/twice.tar /x/
            ADD archives/o*.tar /y/
            ADD archives /z/
            """),
        new("copy-archive", "COPY unpacks nothing", """
            FROM equal/base:1
            COPY archives/plain.tar /x/
            """),
    ];
}
