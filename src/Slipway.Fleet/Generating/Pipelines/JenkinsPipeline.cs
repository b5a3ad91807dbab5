// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>The declarative pipeline of Jenkins.</summary>
internal sealed class JenkinsPipeline(PipelinePlan plan, PipelineOptions options)
{
    private const string AmdRunner = "linux && amd64", ArmRunner = "linux && arm64";
    private readonly StringBuilder _text = new();

    /// <summary>The name of the credentials of a registry.</summary>
    internal static string CredentialsOf(string host) => TargetNames.Clean(host);

    internal string Write()
    {
        Line(0, "pipeline {");
        Line(1, "agent none");
        Line(1, "options {");
        Line(2, "disableConcurrentBuilds()");
        Line(2, "skipDefaultCheckout()");
        Line(2, "timeout(time: 3, unit: 'HOURS')");
        Line(1, "}");
        Line(1, "environment {");
        Line(2, $"SCANNER = {GroovyText.Quote(PipelineScripts.Scanner)}");
        if (plan.Scripts.Registry is { } registry)
            Line(2, $"SLIPWAY_REGISTRY = {GroovyText.Quote(registry)}");
        Line(1, "}");
        Line(1, "stages {");
        foreach (var (layer, number) in plan.Layers.Select(static (layer, number) => (layer, number + 1)))
            WriteLayer(layer, number);
        if (plan.Images.Any(static image => image.IsPublished))
            WriteJoin();
        Line(1, "}");
        Line(0, "}");
        WriteFunctions();
        return _text.ToString();
    }

    private void WriteLayer(IReadOnlyList<PipelineImage> layer, int number)
    {
        Line(2, string.Create(CultureInfo.InvariantCulture, $"stage('Layer {number}') {{"));
        Line(3, "parallel {");
        foreach (var (image, platform) in layer.SelectMany(static image => image.Platforms.Select(platform => (image, platform))))
        {
            Line(4, $"stage({GroovyText.Quote($"{image.Name} ({platform})")}) {{");
            Line(5, $"agent {{ label {GroovyText.Quote(options.RunnerOf(platform, AmdRunner, ArmRunner))} }}");
            Line(5, "steps {");
            var variables = image.Variables.Append(new("PLATFORM", platform.ToString())).Select(static pair => GroovyText.Quote($"{pair.Key}={pair.Value}"));
            Line(6, $"buildImage({GroovyText.Quote(StashOf(image, platform))}, [{string.Join(", ", variables)}])");
            Line(5, "}");
            Line(4, "}");
        }
        Line(3, "}");
        Line(2, "}");
    }

    private void WriteJoin()
    {
        var stashes = plan.Images.Where(static image => image.IsPublished).SelectMany(static image => image.Platforms.Select(platform => StashOf(image, platform)));
        Line(2, "stage('Join the platforms') {");
        Line(3, "when {");
        Line(4, "beforeAgent true");
        Line(4, "expression { publishes() }");
        Line(3, "}");
        Line(3, $"agent {{ label {GroovyText.Quote(options.RunnerOf(Platform.Parse("linux/amd64"), AmdRunner, ArmRunner))} }}");
        Line(3, "steps {");
        Line(4, $"joinPlatforms([{string.Join(", ", stashes.Select(GroovyText.Quote))}])");
        Line(3, "}");
        Line(2, "}");
    }

    private void WriteFunctions()
    {
        _text.Append("""

            // A tag of a release, or the branch that is the repository's main one.
            def publishes() {
                return env.TAG_NAME ? env.TAG_NAME.startsWith('v') : env.BRANCH_IS_PRIMARY == 'true'
            }

            def withSlipway(List<String> variables, Closure work) {
                def bin = env.WORKSPACE + '/.slipway'
                def version = env.TAG_NAME && env.TAG_NAME.startsWith('v') ? env.TAG_NAME : ''
                withEnv(variables + ['PUBLISH=' + publishes(), 'VERSION=' + version, 'SLIPWAY_BIN=' + bin, 'PATH+SLIPWAY=' + bin]) {
                    runStep('Install slipway',
            """);
        _text.Append(GroovyText.Block(Script(PipelineScripts.Install))).Append(")\n");
        foreach (var host in plan.Hosts)
        {
            Line(2, $"withCredentials([usernamePassword(credentialsId: {GroovyText.Quote(CredentialsOf(host))}, usernameVariable: 'REGISTRY_USER', passwordVariable: 'REGISTRY_PASSWORD')]) {{");
            Line(3, $"withEnv([{GroovyText.Quote($"REGISTRY={host}")}]) {{");
            Step(4, "Log in", PipelineScripts.Login);
            Line(3, "}");
            Line(2, "}");
        }
        Line(2, "work()");
        Line(1, "}");
        Line(0, "}");
        Line(0, "");
        Line(0, "def buildImage(String stashName, List<String> variables) {");
        Line(1, "checkout scm");
        Line(1, "withSlipway(variables) {");
        if (plan.Emulates)
            Step(2, "Emulate the platform", PipelineScripts.Emulate);
        Step(2, "Build", plan.Scripts.Build);
        Line(2, "try {");
        Step(3, "Prove the claims", plan.Scripts.Verify);
        Line(2, "} finally {");
        Line(3, "junit(testResults: 'claims.xml', allowEmptyResults: true)");
        Line(2, "}");
        Step(2, "Measure", plan.Scripts.Report);
        Line(2, "archiveArtifacts(artifacts: 'claims.md, sizes.md')");
        Step(2, "Scan with trivy", plan.Scripts.Scan);
        Line(2, "if (publishes()) {");
        Step(3, "Publish by digest", plan.Scripts.Publish);
        Line(3, "stash(name: stashName, includes: 'digests/*', allowEmpty: true)");
        Line(2, "}");
        Line(1, "}");
        Line(0, "}");
        Line(0, "");
        Line(0, "def joinPlatforms(List<String> stashNames) {");
        Line(1, "dir('digests') {");
        Line(2, "deleteDir()");
        Line(1, "}");
        Line(1, "for (stashName in stashNames) {");
        Line(2, "unstash(stashName)");
        Line(1, "}");
        Line(1, "withSlipway([]) {");
        Step(2, "Set the tags", PipelineScripts.Join);
        Line(1, "}");
        Line(0, "}");
        _text.Append("""

            def runStep(String name, String script) {
                sh(label: name, script: script)
            }

            """);
    }

    private void Step(int depth, string name, string script) => Line(depth, $"runStep({GroovyText.Quote(name)}, {GroovyText.Block(Script(script))})");

    // With the first line, Jenkins doesn't tell each command, and what it is told.
    private static string Script(string script) => $"#!/bin/sh\n{script}\n";

    private static string StashOf(PipelineImage image, Platform platform) => $"digests-{image.Name}-{platform.ToString().Replace('/', '-')}";

    private void Line(int depth, string line) => _text.Append(' ', line.Length == 0 ? 0 : depth * 4).Append(line).Append('\n');
}
