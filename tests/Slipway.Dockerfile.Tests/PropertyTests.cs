// SPDX-License-Identifier: Apache-2.0
using FsCheck;
using FsCheck.Fluent;

namespace Slipway.Dockerfile.Tests;

public class PropertyTests
{
    private static readonly string[] Pieces =
    [
        "FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "ONBUILD", "HEALTHCHECK", "SHELL", "EXPOSE", "LABEL", " ", " ", "\t", "\n", "\n", "\r\n", "\\\n", "\\",
        "`", "#", "# escape=`\n", "<<EOF", "<<-", "EOF\n", "--from=", "--mount=type=", "--", "=", "a", "b=c", "\"", "'", "$", "${", "}", "${a:-", "${a//",
        "[\"", "\"]", "[", "]", ",", "CMD", "NONE", "80/tcp", "*", "?", "/", "한", "\uD83D\uDE00", "\0", "\v",
    ];

    private static readonly Arbitrary<string> Texts =
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();

    [Fact]
    public void Any_bytes_are_written_back_as_they_were()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var source = SourceText.FromBytes("f", bytes);
            return source.Encode(DockerfileParser.Parse(source).ToFullString()).AsSpan().SequenceEqual(bytes);
        }).Check(Thorough);
    }

    [Fact]
    public void Any_text_is_written_back_and_its_tokens_follow_each_other()
    {
        Prop.ForAll(Texts, text =>
        {
            var syntax = DockerfileParser.Parse(SourceText.From("f", text));
            var end = 0;
            foreach (var token in syntax.Tokens)
            {
                if (token.Span.Start != end || token.Span.Length == 0)
                    return false;
                end = token.Span.End;
            }
            return end == text.Length && syntax.ToFullString() == text;
        }).Check(Thorough);
    }

    [Fact]
    public void Any_text_is_understood_or_reported_and_each_report_can_be_shown()
    {
        Prop.ForAll(Texts, text =>
        {
            var model = TestDockerfile.Parse(text);
            var scope = ArgumentScope.Create(model, ArgumentScopeOptions.Default);
            var diagnostics = model.Diagnostics.Concat(scope.Diagnostics).ToList();
            foreach (var stage in model.Stages)
            {
                scope.ResolveBase(stage, diagnostics);
                var variables = scope.Enter([new("PATH", "/bin")]);
                foreach (var instruction in stage.Instructions)
                {
                    if (instruction is ArgInstruction arg)
                        variables.Apply(arg, diagnostics);
                    if (instruction is EnvInstruction env)
                        variables.Apply(env, diagnostics);
                    foreach (var (word, mode) in instruction.ExpandableWords)
                        variables.Expand(word, diagnostics, mode);
                }
            }
            return diagnostics.TrueForAll(diagnostic => DiagnosticRenderer.Render(diagnostic).Length > 0);
        }).Check(Thorough);
    }

    [Fact]
    public void Expansion_never_throws_and_leaves_plain_words_alone()
    {
        var variables = new Dictionary<string, string> { ["a"] = "x*y/z", ["b"] = "" };
        Prop.ForAll(Texts, text => new WordExpander('\\').Expand(text, variables) is { } result
            && (result.Problem is null || result.Text.Length == 0)).Check(Thorough);
        Prop.ForAll<NonNull<string>>(text =>
        {
            var plain = string.Concat(text.Get.Where(char.IsLetterOrDigit));
            return new WordExpander('\\').Expand(plain, variables).Text == plain;
        }).Check(Thorough);
    }

    [Fact]
    public void An_ignore_file_never_throws_and_a_skipped_folder_holds_nothing()
    {
        var patterns = Gen.Elements("a", "b", "*", "**", "?", "/", "!", "\n", "\n", "[a-b]", "[^a]", ".", "..", "\\", "[", "#").ListOf()
            .Select(pieces => string.Concat(pieces)).ToArbitrary();
        string[] folders = ["a", "b", "a/b", "a/a"];
        string[] below = ["a", "b", "ab", "a/b", "b/a/b", "c.d"];
        Prop.ForAll(patterns, text =>
        {
            var ignore = DockerIgnore.Parse(SourceText.From(".dockerignore", text));
            return folders.All(folder => !ignore.Check(folder).CanSkip || below.All(name => ignore.IsIgnored($"{folder}/{name}")));
        }).Check(Thorough);
    }

    private static Config Thorough => Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(60);
}
