// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Rows for lexing and parsing.</summary>
internal static class ParsingRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
    [
        new("directive-escape", "the escape directive", """
            # escape=`
            FROM equal/base:1
            ENV A=c:\dir B=`
            two
            LABEL path="c:\x" q=a`"b
            CMD ["a\\b"]
            """),
        new("directive-case-and-end", "directives are known in any case, and only before anything else", """
            # EsCaPe = `
            # a comment ends the directives
            # escape=\
            FROM equal/base:1
            ENV A=`
            B
            """),
        new("directive-unknown", "an unknown directive is a comment and ends them", """
            # nonsense=1
            # escape=`
            FROM equal/base:1
            ENV A=a\
            b
            """),
        new("directive-check", "check is a directive that changes no image", """
            # check=skip=all
            FROM equal/base:1
            ENV A=1
            """),
        new("byte-order-mark", "a byte order mark is no part of the file", "\uFEFFFROM equal/base:1\nENV A=1\n"),
        new("carriage-returns", "lines may end as on Windows", "FROM equal/base:1\r\nENV A=1 \\\r\n  B=2\r\nLABEL a=b\r\nCMD echo a \\\r\n b\r\n"),
        new("continuations", "comments and blank lines within a continued line are dropped", """
            FROM equal/base:1
            ENV A=1 \
              # a comment

              B=2 \
            # another
              C=3
            RUN echo a && \

                # comment
                echo b
            LABEL \
              x=1
            """),
        new("trailing-blanks", "blanks after the escape character, and around instructions", "FROM equal/base:1   \n   ENV   A=1   B=2   \n\tLABEL\tx=y\t\nENV C=1 \\   \n  D=2\nCMD  echo   a  b  \n"),
        new("any-case", "instructions in any case", """
            from equal/base:1 as One
            env A=1
            Run true
            FroM one
            CoPy f /
            cmd ["x"]
            """),
        new("no-final-newline", "the last line may lack its end", "FROM equal/base:1\nENV A=1\\\n"),
        new("json-invalid-is-shell", "what looks like JSON and is none is a command for the shell", """
            FROM equal/base:1
            CMD ["a", b]
            ENTRYPOINT ['x']
            """),
        new("json-escapes", "JSON with escapes, blanks and other writing systems", """
            FROM equal/base:1
            CMD [ "a\tb" , "\u00e9\"q\\", "日本" ]
            ENTRYPOINT []
            """),
        new("heredoc-run", "a heredoc is the command", """
            FROM equal/base:1
            RUN <<EOF
            echo one > /one
              echo two > /two
            echo $HOME > /home-of
            EOF
            """),
        new("heredoc-run-shebang", "a heredoc with a first line of its own is a program", """
            FROM equal/base:1
            RUN <<EOF
            #!/bin/busybox sh
            echo $0 > /name
            EOF
            """),
        new("heredoc-run-several", "a line with several heredocs goes to the shell as it is", """
            FROM equal/base:1
            ARG X=value
            RUN cat <<ONE > /one && cat <<-TWO > /two && cat <<"THREE" > /three
            first $X
            ONE
            	tabs $X
            	TWO
            literal $X
            THREE
            """),
        new("heredoc-run-descriptor", "a heredoc on another file descriptor", """
            FROM equal/base:1
            RUN cat 3<<EOF <&3 > /three
            by three
            EOF
            """),
        new("heredoc-copy", "COPY writes heredocs as files, expanded unless their names are quoted", """
            FROM equal/base:1
            ARG X=value
            COPY <<plain <<"quoted" <<-tabs /files/
            a $X "b" 'c' \$X ${X:+there}
            plain
            a $X \$X
            quoted
            	a $X
            	  b
            tabs
            COPY <<EOF /single
            single
            EOF
            COPY --chown=app --chmod=640 <<EOF /owned/file
            EOF
            """) { Exceptions = [MeantDifferences.ModesOfMadeFolders] },
        new("heredoc-add", "ADD writes heredocs too, beside other sources", """
            FROM equal/base:1
            WORKDIR /w
            ADD <<a.txt f <<b.txt sub/
            A
            a.txt
            B
            b.txt
            """),
        new("heredoc-onbuild", "heredocs within a trigger", """
            FROM equal/base:1 AS parent
            ONBUILD COPY <<EOF /from-trigger
            text
            EOF
            ONBUILD RUN <<EOF
            echo made > /made
            EOF
            FROM parent
            """),
        new("unused-heredoc-mark", "what only looks like a heredoc", """
            FROM equal/base:1
            RUN ["/bin/echo", "<<EOF"]
            CMD cat <<EOF
            ENV A="<<EOF"
            """),
        new("flags-quoted-and-ended", "flags with quotes, and -- after them", """
            FROM equal/base:1
            COPY --chown="app:staff" -- f /a
            COPY --link=false --chmod='0600' f /b
            RUN -- echo x > /c
            """),
    ];
}
