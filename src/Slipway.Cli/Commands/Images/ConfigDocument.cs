// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Templates;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>How an image is run, as Docker's document says it: with the fields of a container's configuration, which images leave empty.</summary>
internal static class ConfigDocument
{
    /// <summary>The value of <c>.Config</c>.</summary>
    public static TemplateRecord Of(ContainerConfig config) => new(
    [
        Text("Hostname", ""),
        Text("Domainname", ""),
        Text("User", config.User),
        No("AttachStdin"),
        No("AttachStdout"),
        No("AttachStderr"),
        new("ExposedPorts", TemplateValue.OfSet(config.ExposedPorts) with { HasOwnKeys = true }) { OmitsEmpty = true },
        No("Tty"),
        No("OpenStdin"),
        No("StdinOnce"),
        new("Env", TemplateValue.OfTexts(config.Env)),
        new("Cmd", TemplateValue.OfTexts(config.Cmd)),
        new("Healthcheck", config.Healthcheck is { } health ? Of(health) : TemplateValue.Nil) { OmitsEmpty = true },
        new("ArgsEscaped", new TemplateBool(config.ArgsEscaped ?? false)) { OmitsEmpty = true },
        Text("Image", ""),
        new("Volumes", TemplateValue.OfSet(config.Volumes)),
        Text("WorkingDir", config.WorkingDir),
        new("Entrypoint", TemplateValue.OfTexts(config.Entrypoint)),
        new("OnBuild", TemplateValue.OfTexts(config.OnBuild)),
        new("Labels", TemplateValue.OfTexts(config.Labels)),
        Text("StopSignal", config.StopSignal) with { OmitsEmpty = true },
        new("Shell", TemplateValue.OfTexts(config.Shell)) { OmitsEmpty = true },
    ]) { Noun = "a configuration" };

    private static TemplateRecord Of(HealthCheckConfig health) => new(
    [
        new("Test", TemplateValue.OfTexts(health.Test)) { OmitsEmpty = true },
        new("Interval", new TemplateDuration(health.Interval ?? 0)) { OmitsEmpty = true },
        new("Timeout", new TemplateDuration(health.Timeout ?? 0)) { OmitsEmpty = true },
        new("StartPeriod", new TemplateDuration(health.StartPeriod ?? 0)) { OmitsEmpty = true },
        new("StartInterval", new TemplateDuration(health.StartInterval ?? 0)) { OmitsEmpty = true },
        new("Retries", new TemplateInteger(health.Retries ?? 0)) { OmitsEmpty = true },
    ]) { Noun = "a health check" };

    private static TemplateField Text(string name, string? text) => new(name, TemplateValue.OfText(text));

    private static TemplateField No(string name) => new(name, new TemplateBool(false));
}
