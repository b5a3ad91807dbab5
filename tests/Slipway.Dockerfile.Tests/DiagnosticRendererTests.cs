// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile.Tests;

public class DiagnosticRendererTests
{
    [Fact]
    public void A_diagnostic_shows_place_message_excerpt_notes_and_help()
    {
        var source = SourceText.From("api/Dockerfile", "FROM node\n\nCOPY dist /app\n");
        var diagnostic = new Diagnostic(source, new(16, 4), Severity.Error, "COPY source 'dist' is not in the build context")
        {
            Notes = ["'dist' is excluded by .dockerignore:3 'dist'"],
            Help = "remove that pattern, or COPY --from the stage that builds it",
        };

        DiagnosticRenderer.Render(diagnostic).ShouldBe("""
            api/Dockerfile:3:6: error: COPY source 'dist' is not in the build context
              3 | COPY dist /app
                |      ^^^^
            note: 'dist' is excluded by .dockerignore:3 'dist'
            help: remove that pattern, or COPY --from the stage that builds it

            """);
    }

    [Fact]
    public void Line_numbers_of_four_digits_widen_the_margin()
    {
        var source = SourceText.From("Dockerfile", new string('\n', 1233) + "RUM x\n");
        Render(source, new(1233, 3)).ShouldBe("""
            Dockerfile:1234:1: error: wrong
            1234 | RUM x
                 | ^^^

            """);
    }

    [Fact]
    public void Carets_stand_under_the_place_behind_tabs_and_wide_characters()
    {
        var source = SourceText.From("Dockerfile", "RUN\ta\t한국 b\n");
        Render(source, new(9, 1)).ShouldBe("""
            Dockerfile:1:10: error: wrong
              1 | RUN a   한국 b
                |              ^

            """);
    }

    [Fact]
    public void A_place_at_the_end_of_a_line_has_its_caret_behind_it()
    {
        Render(SourceText.From("Dockerfile", "FROM\n"), new(4, 0)).ShouldBe("""
            Dockerfile:1:5: error: wrong
              1 | FROM
                |     ^

            """);
    }

    [Fact]
    public void A_span_of_several_lines_is_marked_on_each_and_cut_after_four()
    {
        var source = SourceText.From("Dockerfile", "RUN a \\\n  b \\\n  c \\\n  d \\\n  e \\\n  f\n");
        Render(source, new(0, source.Text.Length - 1)).ShouldBe("""
            Dockerfile:1:1: error: wrong
              1 | RUN a \
                | ^^^^^^^
              2 |   b \
                |   ^^^
              3 |   c \
                |   ^^^
              4 |   d \
                |   ^^^
                | … 2 more

            """);
    }

    [Fact]
    public void A_long_line_is_clipped_around_the_place()
    {
        var source = SourceText.From("Dockerfile", $"RUN {new string('a', 200)} HERE {new string('b', 200)}\n");
        var rendered = DiagnosticRenderer.Render(Diagnostic.Error(source, new(205, 4), "wrong"), new() { Width = 40 });
        rendered.ShouldBe("""
            Dockerfile:1:206: error: wrong
              1 | …aaaaaaaaa HERE bbbbbbbbbbbbbbbbb…
                |            ^^^^

            """);
        rendered.Split('\n').ShouldAllBe(line => line.Length <= 40);
    }

    [Fact]
    public void Nothing_in_a_file_reaches_the_terminal_as_a_command()
    {
        var source = SourceText.FromBytes("Dockerfile", "FROM a\x1b[2Jb\xE2\x80\xAE\r\n"u8.ToArray());
        var rendered = DiagnosticRenderer.Render(Diagnostic.Error(source, new(5, 6), $"'{source.Text.Trim()}'"));
        rendered.ShouldNotContain('\x1b');
        rendered.ShouldNotContain('\u202E');
        rendered.ShouldContain("a␛[2J");
    }

    [Fact]
    public void Colours_are_written_on_demand_alone()
    {
        var source = SourceText.From("Dockerfile", "FROM\n");
        var diagnostic = Diagnostic.Warning(source, new(0, 4), "wrong", "mend it") with { Rule = "SomeRule" };
        DiagnosticRenderer.Render(diagnostic).ShouldNotContain('\x1b');
        DiagnosticRenderer.Render(diagnostic, new() { Color = true }).ShouldBe(
            "\e[1mDockerfile:1:1:\e[0m \e[1m\e[33mwarning:\e[0m \e[1mwrong\e[0m\e[2m [SomeRule]\e[0m\n"
            + "\e[2m  1 |\e[0m FROM\n\e[2m    |\e[0m \e[33m^^^^\e[0m\n\e[1m\e[36mhelp:\e[0m mend it\n");
    }

    [Fact]
    public void An_empty_file_has_no_excerpt()
    {
        Render(SourceText.From("Dockerfile", ""), default).ShouldBe("Dockerfile:1:1: error: wrong\n");
    }

    private static string Render(SourceText source, SourceSpan span) => DiagnosticRenderer.Render(Diagnostic.Error(source, span, "wrong"));
}
