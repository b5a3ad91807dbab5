// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile.Tests;

/// <summary>Short ways to a model in tests.</summary>
internal static class TestDockerfile
{
    internal static DockerfileModel Parse(string text) => DockerfileModel.Parse(SourceText.From("Dockerfile", text));

    /// <summary>The only instruction after <c>FROM scratch</c>, which has no problem.</summary>
    internal static T Instruction<T>(string text)
        where T : Instruction
    {
        var model = Parse("FROM scratch\n" + text);
        model.Diagnostics.ShouldBeEmpty();
        return model.Stages.ShouldHaveSingleItem().Instructions.ShouldHaveSingleItem().ShouldBeOfType<T>();
    }

    /// <summary>The problems of an instruction after <c>FROM scratch</c>, rendered without excerpts.</summary>
    internal static string Problems(string text) => Render(Parse("FROM scratch\n" + text));

    /// <summary>The problems of a model, rendered without excerpts.</summary>
    internal static string Render(DockerfileModel model)
    {
        var options = new DiagnosticRenderOptions { MaxLines = 0 };
        return string.Concat(model.Diagnostics.Select(diagnostic => DiagnosticRenderer.Render(diagnostic, options)));
    }

    internal static IEnumerable<string> Texts(IEnumerable<Word> words) => words.Select(word => word.Text);
}
