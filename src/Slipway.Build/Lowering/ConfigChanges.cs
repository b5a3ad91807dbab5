// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Instructions that change a configuration without a build: <c>import --change</c>.</summary>
public static class ConfigChanges
{
    /// <summary>A configuration after instructions: CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR.</summary>
    /// <param name="config">What it is before.</param>
    /// <param name="instructions">Each as a line of a Dockerfile.</param>
    /// <param name="platform">What the image runs on.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static ContainerConfig Apply(ContainerConfig config, IReadOnlyList<string> instructions, Platform platform, ICollection<Diagnostic> diagnostics)
    {
        foreach (var text in instructions)
            config = Apply(config, text, platform, diagnostics);
        return config;
    }

    private static ContainerConfig Apply(ContainerConfig config, string text, Platform platform, ICollection<Diagnostic> diagnostics)
    {
        if (DockerfileModel.ParseTrigger(text, "--change", diagnostics) is not { } instruction)
            return config;
        var scope = new TargetScope
        {
            Target = new() { Name = "", Source = new DockerfileSource(SourceText.From("--change", text)) },
            Index = 0,
            Model = DockerfileModel.Parse(SourceText.From("--change", text)),
            Platform = platform,
            NamePrefix = "",
        };
        var state = StageState.Of(platform, config);
        if (instruction is WorkdirInstruction workdir)
            state.Config = state.Config with { WorkingDir = scope.Expand(workdir.Path, state.Variables) is { } path ? Path.GetFullPath(path, state.WorkingDirectory) : null };
        else if (instruction is MaintainerInstruction)
            scope.Error(instruction, instruction.Span, "MAINTAINER changes no configuration", "write LABEL org.opencontainers.image.authors=…");
        else
            new ConfigLowering(scope, state).Lower(instruction);
        foreach (var problem in scope.Diagnostics)
            diagnostics.Add(problem);
        return state.Config;
    }
}
