// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// The ways out of a home's containers: each has a cable to the host, two addresses, and rules that let it out through the host's own address, but to nobody near: not to the
/// host, its networks, other containers, or a cloud's metadata. The rules are set again when they vanish, and go with the last container.
/// </summary>
internal sealed class EgressNetworks : IAsyncDisposable
{
    private const string Forwarding = "/proc/sys/net/ipv4/ip_forward", Inside = "eth0";
    private const int Unsupported = 95;

    private readonly EgressOptions _options;
    private readonly EgressLeases _leases;
    private readonly Action<string> _warn;
    private readonly TimeProvider _time;
    private readonly string _tag;
    private readonly Turn _turn = new();
    private readonly CancellationTokenSource _stopping = new();
    private IEgressRules? _rules;
    private string _set = "";
    private Task? _watching;

    /// <param name="home">The home.</param>
    /// <param name="options">The addresses.</param>
    /// <param name="warn">Told what the host was changed in, and what goes wrong later, a sentence.</param>
    /// <param name="time">The clock.</param>
    internal EgressNetworks(SlipwayHome home, EgressOptions options, Action<string> warn, TimeProvider time)
    {
        (_options, _leases, _warn, _time) = (options, new(home), warn, time);
        _tag = Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(home.Root)).Hex[..6];
    }

    /// <summary>Keeps addresses for a container, and sees to it that the host lets it out.</summary>
    /// <param name="container">Its id.</param>
    /// <param name="asked">Whom it is to ask for names.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The host can't do it; the message says why and what mends it.</exception>
    internal Task<EgressLease> LeaseAsync(string container, ResolverSettings asked, CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            var resolver = HostResolver.For(asked);
            RequireRight();
            if (_leases.Find(container) is { } old)
                Drop(old);
            var index = FindFree();
            var lease = new EgressLease
            {
                Container = container,
                Index = index,
                Interface = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{PlanOf([]).InterfacePrefix}{index:x4}"),
                Resolver = resolver,
            };
            _leases.Add(lease);
            try
            {
                Forward();
                await SetRulesAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                _leases.Remove(lease);
                throw;
            }
            _watching ??= Task.Run(WatchAsync, CancellationToken.None);
            return lease;
        },
        cancellationToken);

    /// <summary>Lays the cable of a lease.</summary>
    /// <exception cref="IOException">The host can't do it.</exception>
    internal void Lay(EgressLease lease, NetworkNamespace network)
    {
        var (host, container) = _options.Pool.At(lease.Index);
        try
        {
            VirtualEthernet.Lay(lease.Interface, host, network, Inside, container, EgressPool.LeasePrefix);
            File.WriteAllText($"/proc/sys/net/ipv4/conf/{lease.Interface}/forwarding", "1");
        }
        catch (NativeException problem) when (problem.Errno is Unsupported or Errno.NoDevice)
        {
            throw Refused("this machine's kernel has no virtual cables (veth)", "Load them (modprobe veth), or take another network", problem);
        }
        catch (NativeException problem) when (problem.Errno is Errno.NotPermitted)
        {
            throw NotAllowed(problem);
        }
    }

    /// <summary>Takes a container's way out back. Nothing happens if it has none.</summary>
    internal Task ReleaseAsync(string container, CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            if (_leases.Find(container) is not { } lease)
                return;
            Drop(lease);
            await FollowAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Takes back what a crash left to containers that don't live any more, and sees to it that the others' rules are there.</summary>
    internal Task SweepAsync(IReadOnlySet<string> living, CancellationToken cancellationToken) => _turn.TakeAsync(
        async () =>
        {
            var all = _leases.List();
            if (all.Count == 0)
                return;
            foreach (var lease in all.Where(lease => !living.Contains(lease.Container)))
                Drop(lease);
            await FollowAsync(cancellationToken).ConfigureAwait(false);
            if (_leases.List().Count > 0)
                _watching ??= Task.Run(WatchAsync, CancellationToken.None);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_watching is { } watching)
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    // The last one takes the rules with it.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (_leases.List().Count > 0)
        {
            await SetRulesAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        await Rules().RemoveAsync(_tag, cancellationToken).ConfigureAwait(false);
        _set = "";
    }

    private async Task SetRulesAsync(CancellationToken cancellationToken)
    {
        await Rules().SetAsync(PlanOf(_leases.List()), cancellationToken).ConfigureAwait(false);
        _set = await Rules().ReadAsync(_tag, cancellationToken).ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_options.LooksEvery, _time);
        while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
        {
            try
            {
                await _turn.TakeAsync(LookAsync, _stopping.Token).ConfigureAwait(false);
            }
            catch (IOException problem)
            {
                _warn($"The rules of containers with a way out could not be looked at: {problem.Message}");
            }
        }
    }

    private async Task LookAsync()
    {
        if (_set.Length == 0 || await Rules().ReadAsync(_tag, _stopping.Token).ConfigureAwait(false) == _set)
            return;
        await SetRulesAsync(_stopping.Token).ConfigureAwait(false);
        _warn("The rules of containers with a way out had been changed or taken away by somebody; they are set again.");
    }

    private void Drop(EgressLease lease)
    {
        VirtualEthernet.Remove(lease.Interface);
        _leases.Remove(lease);
    }

    private int FindFree()
    {
        var routes = HostRoute.ReadAll();
        if (routes.FirstOrDefault(route => !EgressPlan.IsCable(route.Interface) && _options.Pool.Overlaps(route)) is { } taken)
            throw Refused($"its addresses {_options.Pool} lie in a network that this machine reaches through '{taken.Interface}'", "Give the agent others in SLIPWAY_EGRESS_POOL, such as 172.30.0.0/16");
        var leased = _leases.List().Select(static lease => lease.Index).ToHashSet();
        // Another home of this machine may have the same pool.
        for (var index = 0; index < _options.Pool.Count; index++)
        {
            if (!leased.Contains(index) && !routes.Any(route => _options.Pool.Overlaps(index, route)))
                return index;
        }
        throw Refused($"all {_options.Pool.Count} of its addresses {_options.Pool} are taken", "Remove containers, or give the agent a larger network in SLIPWAY_EGRESS_POOL");
    }

    private void Forward()
    {
        if (File.ReadAllText(Forwarding).Trim() != "0")
            return;
        File.WriteAllText(Forwarding, "1");
        _warn("This machine forwards packets from now on (net.ipv4.ip_forward=1): a container with a way out needs that.");
    }

    private EgressPlan PlanOf(IEnumerable<EgressLease> leases) =>
        new(_tag, _options.Pool.ToString(), [.. leases.SelectMany(static lease => lease.Resolver.Servers).Distinct().Order(StringComparer.Ordinal)]);

    private IEgressRules Rules() => _rules ??= Command.Find(NftRules.Program) is not null ? new NftRules()
        : Command.Find(IptablesRules.Program) is not null ? new IptablesRules()
        : throw Refused("this machine has neither nft nor iptables to let it out with", "Install one (apt-get install nftables), or take another network");

    private static void RequireRight()
    {
        const ulong netAdmin = 1 << 12;
        if ((HostLimits.Read().Capabilities & netAdmin) == 0)
            throw NotAllowed(null);
    }

    private static ContainerException NotAllowed(Exception? problem) =>
        Refused("the agent may not change this machine's network (CAP_NET_ADMIN)", "Run the agent as root of the machine, or take another network", problem);

    private static ContainerException Refused(string why, string remedy, Exception? problem = null) =>
        new(ContainerRefusal.Failed, $"A container gets no way out (--network egress): {why}. {remedy}: own, none and host need nothing of it.", problem);
}
