// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile.Tests;

public class ParserTests
{
    [Fact]
    public void Every_character_is_in_exactly_one_token()
    {
        const string text = "# syntax=docker/dockerfile:1\n\n# c\nFROM --platform=$P  a AS b \n  RUN  echo a \\  \n # in between\n\n  b\nCOPY <<-E /x\n\tt\n\tE\n#end";
        var syntax = DockerfileParser.Parse(SourceText.From("Dockerfile", text));
        syntax.ToFullString().ShouldBe(text);
        syntax.Tokens.Where(token => token.Kind != SyntaxTokenKind.LineBreak).Select(token => $"{token.Kind}:{syntax.Source.ToString(token.Span)}").ShouldBe(
        [
            "Directive:# syntax=docker/dockerfile:1",
            "Comment:# c",
            "Keyword:FROM", "Whitespace: ", "Flag:--platform=$P", "Whitespace:  ", "Arguments:a AS b", "Whitespace: ",
            "Whitespace:  ", "Keyword:RUN", "Whitespace:  ", "Arguments:echo a ", "Continuation:\\  ", "Whitespace: ", "Comment:# in between", "Arguments:  b",
            "Keyword:COPY", "Whitespace: ", "Arguments:<<-E /x", "HeredocBody:\tt\n", "HeredocEnd:\tE",
            "Comment:#end",
        ]);
    }

    [Fact]
    public void Line_breaks_of_windows_are_read_and_kept()
    {
        const string text = "FROM a\r\nRUN b \\\r\n  c\r\nCOPY <<E /x\r\nt\r\nE\r\n";
        var syntax = DockerfileParser.Parse(SourceText.From("Dockerfile", text));
        syntax.ToFullString().ShouldBe(text);
        syntax.Instructions.Select(instruction => instruction.Line.Text).ShouldBe(["FROM a", "RUN b   c", "COPY <<E /x"]);
        syntax.Instructions[2].Heredocs[0].Body.Text.ShouldBe("t\r\n");
        syntax.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_character_behind_a_continuation_knows_its_place()
    {
        var run = DockerfileParser.Parse(SourceText.From("Dockerfile", "FROM a\nENV b=c \\\n # no\n  d=$e\n")).Instructions[1];
        var place = run.Arguments.Text.IndexOf('$');
        run.Source.GetPosition(run.Arguments.SpanOf(place, 2).Start).ToString().ShouldBe("4:5");
    }

    [Fact]
    public void Directives_end_at_the_first_line_that_is_none()
    {
        var syntax = DockerfileParser.Parse(SourceText.From("Dockerfile", "#Syntax = a/dockerfile:1 \n# escape=`\n# check=skip=all;error=true\n# escape=\\\n\nFROM a"));
        syntax.Directives.Select(directive => (directive.Name, directive.Value)).ShouldBe(
            [("syntax", "a/dockerfile:1"), ("escape", "`"), ("check", "skip=all;error=true"), ("escape", "\\")]);
        syntax.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBe(["Dockerfile:4:1: error: only one 'escape' directive can be used"]);
        syntax.EscapeCharacter.ShouldBe('`');
        syntax.GetDirective("check").ShouldBe("skip=all;error=true");

        DockerfileParser.Parse(SourceText.From("Dockerfile", "# plain\n# escape=`\nFROM a")).EscapeCharacter.ShouldBe('\\');
        DockerfileParser.Parse(SourceText.From("Dockerfile", "\n# escape=`\nFROM a")).EscapeCharacter.ShouldBe('\\');
    }

    [Fact]
    public void An_escape_character_is_a_backslash_or_a_backtick()
    {
        TestDockerfile.Render(TestDockerfile.Parse("# escape=^\nFROM a")).ShouldBe("""
            Dockerfile:1:10: error: the escape character cannot be '^'
            help: it is '\' or '`'

            """);
    }

    [Fact]
    public void Comments_directly_above_belong_to_the_instruction()
    {
        var syntax = DockerfileParser.Parse(SourceText.From("Dockerfile", "# far\n\n# check=skip=A\n#  b \nFROM a\nRUN b"));
        syntax.Instructions[0].Comments.ShouldBe(["check=skip=A", "b"]);
        syntax.Instructions[1].Comments.ShouldBeEmpty();
    }

    [Fact]
    public void Flags_lose_quotes_and_escapes_and_end_at_the_first_argument()
    {
        var copy = DockerfileParser.Parse(SourceText.From("Dockerfile", """COPY --chown="a b:c" --link --x=\"y -- --from=z /""")).Instructions[0];
        copy.Flags.Select(flag => (flag.Name, flag.Value?.Text)).ShouldBe([("chown", "a b:c"), ("link", null), ("x", "\"y")]);
        copy.Arguments.Text.ShouldBe("--from=z /");
        copy.Source.ToString(copy.Flags[0].Span).ShouldBe("--chown=\"a b:c\"");
        copy.Source.ToString(copy.Flags[0].Value!.Span).ShouldBe("a b:c");
    }

    [Fact]
    public void A_heredoc_without_an_end_is_said_with_the_line_that_nearly_ends_it()
    {
        TestDockerfile.Render(TestDockerfile.Parse("FROM a\nRUN <<EOF\necho\n  EOF\nRUM x\n")).ShouldBe("""
            Dockerfile:2:5: error: the heredoc 'EOF' has no end
            note: line 4 holds 'EOF' with blanks around it
            help: take the blanks away, or indent with tabs and write '<<-EOF'
            Dockerfile:5:1: error: unknown instruction 'RUM'
            help: did you mean 'RUN'?

            """);
        TestDockerfile.Render(TestDockerfile.Parse("FROM a\nRUN <<EOF\necho\n")).ShouldBe("""
            Dockerfile:2:5: error: the heredoc 'EOF' has no end
            help: end its text with a line that holds 'EOF' alone

            """);
    }

    [Fact]
    public void Many_heredocs_that_nearly_end_are_read_in_good_time()
    {
        var text = "FROM a\n" + string.Concat(Enumerable.Repeat("RUN <<A\n A\n", 100_000));
        DockerfileParser.Parse(SourceText.From("Dockerfile", text)).Instructions.Count.ShouldBe(100_001);
    }

    [Fact]
    public void A_line_past_the_limit_is_an_error()
    {
        var model = TestDockerfile.Parse($"FROM a\nRUN {new string('x', 65536)}\n");
        model.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("the line is longer than 65535 bytes");
        TestDockerfile.Parse($"FROM a\nRUN {new string('x', 65530)}\n").Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_errors_in_instructions_and_not_in_comments()
    {
        var latin1 = SourceText.FromBytes("Dockerfile", [.. "# Ren"u8, 0xE9, .. "\nFROM a\nLABEL by=Ren"u8, 0xE9, .. "\n"u8]);
        TestDockerfile.Render(DockerfileModel.Parse(latin1)).ShouldBe("""
            Dockerfile:3:13: error: the byte 0xE9 is not UTF-8
            help: save the file as UTF-8

            """);
        var utf16 = SourceText.FromBytes("Dockerfile", [0xFF, 0xFE, .. System.Text.Encoding.Unicode.GetBytes("FROM a\n")]);
        DockerfileModel.Parse(utf16).Diagnostics.ShouldContain(diagnostic => diagnostic.Message == "the file is UTF-16");
    }

    [Theory]
    [InlineData("", "Dockerfile:1:1: error: the Dockerfile is empty")]
    [InlineData(" \n\n", "Dockerfile:1:1: error: the Dockerfile is empty")]
    [InlineData("# only\n", "Dockerfile:1:1: error: the Dockerfile has no instructions")]
    [InlineData("FROM a\n\\\n", "Dockerfile:2:1: error: a line that continues nothing: an instruction was expected")]
    public void A_file_without_instructions_is_an_error(string text, string expected) =>
        TestDockerfile.Parse(text).Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldContain(expected);

    [Fact]
    public void Many_nested_triggers_do_not_exhaust_the_stack()
    {
        var text = "FROM a\n" + string.Concat(Enumerable.Repeat("ONBUILD \\\n", 200_000));
        TestDockerfile.Parse(text).HasErrors.ShouldBeTrue();
    }
}
