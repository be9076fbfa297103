<?php
// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

declare(strict_types=1);

namespace Larder\Composer;

/**
 * A cache that answered, and which addresses it serves. The protocol is velocita's: "mirrors.json"
 * lists addresses without their schemes, and the cache's own paths for them.
 */
final class Cache
{
    /** Seconds until a cache that says nothing counts as away: systemd may have to start it. */
    private const PATIENCE = 2.0;
    /** A list of mirrors has some hundred bytes. */
    private const MAX_BYTES = 1048576;

    /** @var string "http://127.0.0.1:3144", without a slash at the end */
    private $root;
    /** @var array<string, string> place => path: "//codeload.github.com/" => "/mirror/…/" */
    private $mirrors;
    /** @var string|null the query field that states the SHA-1 an archive must have */
    private $shasumField;

    /** @param array<string, string> $mirrors */
    private function __construct(string $root, array $mirrors, ?string $shasumField)
    {
        $this->root = $root;
        $this->mirrors = $mirrors;
        $this->shasumField = $shasumField;
    }

    /** Asks the cache at this address once. Null: it does not answer, or is something else. */
    public static function ask(string $root): ?self
    {
        $read = self::read($root.'/mirrors.json');
        if (!is_array($read['mirrors'] ?? null)) {
            return null;
        }
        $mirrors = [];
        foreach ($read['mirrors'] as $mirror) {
            $place = $mirror['url'] ?? null;
            $path = $mirror['path'] ?? null;
            if (is_string($place) && preg_match('{^//[^/@]+/(.*/)?$}D', $place)
                && is_string($path) && preg_match('{^/(.*/)?$}D', $path)) {
                $mirrors[$place] = $path;
            }
        }
        $field = $read['shasum-field'] ?? null;
        $isField = is_string($field) && preg_match('{^[a-z0-9-]+$}D', $field);

        return $mirrors ? new self($root, $mirrors, $isField ? $field : null) : null;
    }

    /** @return array<mixed> empty: it does not answer, or something else does */
    private static function read(string $url): array
    {
        $context = stream_context_create(['http' => [
            'timeout' => self::PATIENCE,
            'follow_location' => 0,
            'ignore_errors' => true,
            'protocol_version' => 1.1,
            'header' => ['Connection: close', 'Accept: application/json'],
        ]]);
        $text = @file_get_contents($url, false, $context, 0, self::MAX_BYTES);
        $read = is_string($text) ? json_decode($text, true) : null;

        return is_array($read) ? $read : [];
    }

    /** The cache's address for an address; null for one that it does not serve. */
    public function map(string $url, ?string $shasum = null): ?string
    {
        // GitHub's API redirects there, and counts who asks it.
        $direct = preg_replace(
            '{^https://api\.github\.com/repos/([^/?#]+/[^/?#]+)/zipball/([0-9a-f]{40})$}Di',
            'https://codeload.github.com/$1/legacy.zip/$2',
            $url
        );
        if (!is_string($direct) || !preg_match('{^https?:(//.*)$}Di', $direct, $match)) {
            return null;
        }
        foreach ($this->mirrors as $place => $path) {
            if (0 === strncasecmp($match[1], $place, strlen($place))) {
                $mapped = $this->root.$path.substr($match[1], strlen($place));
                if (null === $this->shasumField || !preg_match('{^[0-9a-f]{40}$}D', (string) $shasum)) {
                    return $mapped;
                }
                $separator = false === strpos($mapped, '?') ? '?' : '&';

                return $mapped.$separator.$this->shasumField.'='.$shasum;
            }
        }

        return null;
    }
}
