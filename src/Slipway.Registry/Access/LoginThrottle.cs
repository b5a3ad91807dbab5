// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace Slipway.Registry;

/// <summary>
/// Slows down who guesses passwords. Each failure fills two buckets, one of the address and user together and a larger one of the address, which
/// empty by and by; while one is full, no password from there is looked at, a right one neither: else the answer would tell the right one.
/// </summary>
internal sealed class LoginThrottle(Func<ThrottleOptions> options, TimeProvider time)
{
    private const int MaxBuckets = 50_000;
    private const int PrefixBytes = 8;
    private readonly Dictionary<(UInt128 Address, string? User), Bucket> _buckets = [];
    private readonly Lock _lock = new();

    /// <summary>How long nothing from there is looked at; null where it is.</summary>
    public TimeSpan? FindWait(IPAddress? address, string user)
    {
        var place = Place(address);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var wait = TimeSpan.Zero;
            foreach (var (key, limit) in Keys(place, user))
            {
                // Full until there is room for one more failure.
                if (_buckets.TryGetValue(key, out var bucket) && Level(bucket, limit, now) + 1 > limit is var isFull && isFull)
                    wait = TimeSpan.FromTicks(Math.Max(wait.Ticks, (long)((Level(bucket, limit, now) + 1 - limit) * (options().Window.Ticks / (double)limit))));
            }
            return wait > TimeSpan.Zero ? wait : null;
        }
    }

    /// <summary>Takes note of a wrong password.</summary>
    public void Fail(IPAddress? address, string user)
    {
        var place = Place(address);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_buckets.Count >= MaxBuckets)
                Forget(now);
            foreach (var (key, limit) in Keys(place, user))
                _buckets[key] = new((_buckets.TryGetValue(key, out var bucket) ? Level(bucket, limit, now) : 0) + 1, now);
        }
    }

    /// <summary>Takes note of a right password: the user's bucket is empty again. That of the address is not, for who guesses may have a login of their own.</summary>
    public void Succeed(IPAddress? address, string user)
    {
        lock (_lock)
            _buckets.Remove((Place(address), user));
    }

    private IEnumerable<((UInt128, string?) Key, int Limit)> Keys(UInt128 place, string user) =>
        [((place, user), options().FailuresPerUser), ((place, null), options().FailuresPerAddress)];

    private double Level(Bucket bucket, int limit, DateTimeOffset now) => Math.Max(0, bucket.Level - ((now - bucket.At) / options().Window * limit));

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (now - bucket.At >= options().Window)
                _buckets.Remove(key);
        }
        // All of them fresh: those of users go, those of addresses still hold.
        if (_buckets.Count >= MaxBuckets)
        {
            foreach (var key in _buckets.Keys.Where(static key => key.User is not null))
                _buckets.Remove(key);
        }
        if (_buckets.Count >= MaxBuckets)
            _buckets.Clear();
    }

    // Whoever has one IPv6 address has all of its network.
    private static UInt128 Place(IPAddress? address)
    {
        if (address is null)
            return 0;
        var bytes = address.MapToIPv6().GetAddressBytes();
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            bytes.AsSpan(PrefixBytes).Clear();
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private readonly record struct Bucket(double Level, DateTimeOffset At);
}
