// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>What BuildKit learnt after 0.13, or has in its experimental front end alone.</summary>
internal static class NewerRows
{
    public static IReadOnlyList<NewerRow> All { get; } =
    [
        new("copy-exclude", "COPY --exclude, more than once, with the patterns of ignore files", """
            FROM scratch
            COPY --exclude=q/deep --exclude=**/*.log --exclude=to-* d /out/
            """, """
            /out folder 0755 0:0
            /out/.dot file 0644 0:0
            /out/hollow folder 0755 0:0
            /out/one file 0644 0:0
            /out/q folder 0755 0:0
            /out/q/f file 0644 0:0
            """),
        new("copy-exclude-exception", "an exception among them", """
            FROM scratch
            COPY --exclude=* --exclude=!file1.md many /out/
            """, """
            /out folder 0755 0:0
            /out/file1.md file 0644 0:0
            """),
        new("copy-exclude-literal", "no variable counts in --exclude", """
            FROM scratch
            ARG X=one
            COPY --exclude=$X --exclude=q --exclude=to-* --exclude=hollow d /out/
            """, """
            /out folder 0755 0:0
            /out/.dot file 0644 0:0
            /out/one file 0644 0:0
            /out/two.log file 0644 0:0
            """),
        new("add-exclude", "ADD --exclude", """
            FROM scratch
            ADD --exclude=b deep/a /out/
            """, """
            /out folder 0755 0:0
            /out/h.md file 0644 0:0
            """),
        new("copy-parents", "COPY --parents keeps the folders above", """
            FROM scratch
            COPY --parents deep/a/b/g.txt f /out/
            """, """
            /out folder 0755 0:0
            /out/deep folder 0755 0:0
            /out/deep/a folder 0755 0:0
            /out/deep/a/b folder 0755 0:0
            /out/deep/a/b/g.txt file 0644 0:0
            /out/f file 0600 0:0
            """),
        new("copy-parents-pivot", "from a pivot on", """
            FROM scratch
            COPY --parents deep/./a/b/g.txt deep/a/./h.md /out/
            """, """
            /out folder 0755 0:0
            /out/a folder 0755 0:0
            /out/a/b folder 0755 0:0
            /out/a/b/g.txt file 0644 0:0
            /out/h.md file 0644 0:0
            """),
        new("copy-parents-stars", "two stars cross folders", """
            FROM scratch
            COPY --parents deep/**/*.txt /out/
            """, """
            /out folder 0755 0:0
            /out/deep folder 0755 0:0
            /out/deep/a folder 0755 0:0
            /out/deep/a/b folder 0755 0:0
            /out/deep/a/b/c folder 0755 0:0
            /out/deep/a/b/c/f.txt file 0644 0:0
            /out/deep/a/b/g.txt file 0644 0:0
            /out/deep/x folder 0755 0:0
            /out/deep/x/y.txt file 0644 0:0
            """),
        new("copy-parents-modes", "with the folders' own modes", """
            FROM scratch
            COPY --parents modes/d0700/f /out/
            """, """
            /out folder 0755 0:0
            /out/modes folder 0755 0:0
            /out/modes/d0700 folder 0700 0:0
            /out/modes/d0700/f file 0644 0:0
            """),
        new("copy-parents-exclude", "--parents and --exclude", """
            FROM scratch
            COPY --parents --exclude=**/b deep/a /out/
            """, """
            /out folder 0755 0:0
            /out/deep folder 0755 0:0
            /out/deep/a folder 0755 0:0
            /out/deep/a/h.md file 0644 0:0
            """),
        new("copy-chmod-clauses", "--chmod by clauses", """
            FROM scratch
            COPY --chmod=u=rwX,go=rX d/q /out/q/
            COPY --chmod=a+x f /out/f
            COPY --chmod=go-rwx,u+s g /out/g
            """, """
            /out folder 0755 0:0
            /out/f file 0711 0:0
            /out/g file 4600 0:0
            /out/q folder 0755 0:0
            /out/q/deep folder 0755 0:0
            /out/q/deep/er folder 0755 0:0
            /out/q/deep/er/f file 0644 0:0
            /out/q/f file 0644 0:0
            """),
        new("copy-chmod-variable", "--chmod of a variable", """
            FROM scratch
            ARG MODE=0640
            COPY --chmod=$MODE f /out/
            """, """
            /out folder 0640 0:0
            /out/f file 0640 0:0
            """),
        new("copy-chmod-made", "folders that are made on the way get the mode", """
            FROM scratch
            COPY --chmod=700 --chown=5:6 f /out/x/
            """, """
            /out folder 0700 5:6
            /out/x folder 0700 5:6
            /out/x/f file 0700 5:6
            """),
        new("add-unpack-false", "ADD --unpack=false keeps an archive", """
            FROM scratch
            ADD --unpack=false archives/over.tar /out/
            """, """
            /out folder 0755 0:0
            /out/over.tar file 0644 0:0
            """),
        new("add-unpack", "ADD --unpack of a local archive is what ADD does", """
            FROM scratch
            ADD --unpack archives/over.tar /out/
            """, """
            /out folder 0755 0:0
            /out/r folder 0755 0:0
            /out/r/y file 0644 0:0
            /out/t folder 0755 0:0
            /out/t/x file 0644 0:0
            """),
        new("onbuild-from", "a trigger's --from adds a dependency", """
            FROM equal/base:1 AS source
            RUN echo made > /made
            FROM equal/base:1 AS parent
            ONBUILD COPY --from=source /made /out/copied
            ONBUILD RUN --mount=from=source,target=/m cp /m/made /out/mounted
            FROM parent
            """, """
            /out folder 0755 0:0
            /out/copied file 0644 0:0
            /out/mounted file 0644 0:0
            """),
        new("run-security", "RUN --security=sandbox is every step's", """
            FROM equal/base:1
            RUN --security=sandbox mkdir /out
            """, """
            /out folder 0755 0:0
            """),
        new("run-security-insecure", "RUN --security=insecure is refused by name", "FROM equal/base:1\nRUN --security=insecure true\n", null) { Refusal = "--security=insecure" },
        new("run-device", "RUN --device is refused by name", "FROM equal/base:1\nRUN --device=vendor.com/class=one true\n", null) { Refusal = "--device" },
        new("expansion-patterns", "patterns in variables", """
            FROM scratch
            ARG V=a.b.c
            COPY f /out/${V#*.}/${V%%.*}/${V//./_}
            """, """
            /out folder 0755 0:0
            /out/b.c folder 0755 0:0
            /out/b.c/a folder 0755 0:0
            /out/b.c/a/a_b_c file 0600 0:0
            """),
    ];
}
