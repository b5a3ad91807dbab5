// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Generating;

/// <summary><c>slipway generate kubernetes</c>: Deployments and Services for a fleet's modules.</summary>
internal sealed class GenerateKubernetesCommand : GenerateCommand
{
    private readonly ServiceWords _services = ServiceWords.OfKubernetes();
    private readonly Option<int> _replicas = new("--replicas") { Description = "How many of each run. Example: --replicas 3", HelpName = "N", DefaultValueFactory = static _ => ServiceOptions.Default.Replicas };

    public GenerateKubernetesCommand(Session session)
        : base(session, "kubernetes",
            "Write a Deployment and a Service for each of a fleet's modules, or of the targets named, into kubernetes/: not as root, read-only, without powers, limited, with probes; secrets by reference.",
            "slipway generate kubernetes", "slipway generate kubernetes ./examples/openhqm 'openhqm(backend=*)' -o deploy --replicas 3",
            "slipway generate kubernetes . app --secret API_TOKEN=api-secret/token --print | kubectl apply -f -", "slipway generate kubernetes --check")
    {
        Add(_replicas);
        foreach (var option in _services.Options)
            Add(option);
    }

    protected override string? OwnFolder => KubernetesGenerator.Folder;

    protected override FleetGeneration Generate(ParseResult words, SelectedFleet fleet, string folder)
    {
        var replicas = words.GetValue(_replicas);
        if (replicas < 0)
            throw CommandException.Usage($"--replicas {replicas} is negative; 0 is none for now.");
        return KubernetesGenerator.Generate(fleet.Graph, fleet.Targets, _services.Read(words, Fleet) with { Replicas = replicas });
    }
}
