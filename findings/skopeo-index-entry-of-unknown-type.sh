#!/usr/bin/env bash
# Versions:  skopeo 1.9.3+ds1-1+b10 (Debian 12)
# Behaviour: an index may have entries of types that a reader does not know, and such a type is no error. To
#            choose an entry skopeo looks at the platform alone: an unknown one with the platform of an image
#            is read in the image's stead where it stands first, and what is said then is about a schema
#            version. Second, or without a platform, it does no harm.
# Seen:      image, unknown of the same platform: linux
#            unknown without a platform, image: linux
#            unknown of the same platform, image: unsupported schema version 0
# Guessed:   what cannot be read as an image is not chosen as one; at least the type is named.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Pinned is what is looked at; its libraries are whatever Debian has of them.
apt-get -qq -o APT::Sandbox::User=root download skopeo=1.9.3+ds1-1+b10 libgpgme11 libassuan0 libgpg-error0 libdevmapper1.02.1
for package in *.deb; do dpkg-deb -x "$package" system; done
libraries=$(find "$folder/system" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)

mkdir -p layout/blobs/sha256
echo '{"imageLayoutVersion":"1.0.0"}' >layout/oci-layout

# Writes the text to the blobs of the layout, and prints a descriptor of the type and with the members given.
blob() {
  local digest
  digest=$(printf %s "$2" | sha256sum | cut -d ' ' -f 1)
  printf %s "$2" >"layout/blobs/sha256/$digest"
  printf '{"mediaType":"%s","digest":"sha256:%s","size":%d%s}' "$1" "$digest" "${#2}" "${3-}"
}

oci=application/vnd.oci.image
unknown=application/vnd.example.notes.v1+json
platform=',"platform":{"os":"linux","architecture":"amd64"}'
configuration=$(blob $oci.config.v1+json '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}')
image=$(blob $oci.manifest.v1+json "{\"schemaVersion\":2,\"config\":$configuration,\"layers\":[]}" "$platform")
same=$(blob $unknown '{"notes":[]}' "$platform")
none=$(blob $unknown '{"notes":[]}')

# What skopeo says of an index with these two entries.
inspected() {
  local index
  index=$(blob $oci.index.v1+json "{\"schemaVersion\":2,\"manifests\":[$1,$2]}")
  echo "{\"schemaVersion\":2,\"manifests\":[$index]}" >layout/index.json
  (LD_LIBRARY_PATH=$libraries system/usr/bin/skopeo --override-os linux --override-arch amd64 inspect --format '{{.Os}}' oci:layout || true) 2>&1 |
    sed -E 's/.*(unsupported schema version [0-9]+).*/\1/'
}

seen="image, unknown of the same platform: $(inspected "$image" "$same")
unknown without a platform, image: $(inspected "$none" "$image")
unknown of the same platform, image: $(inspected "$same" "$image")"
echo "$seen"
[[ $seen == 'image, unknown of the same platform: linux
unknown without a platform, image: linux
unknown of the same platform, image: unsupported schema version 0' ]] || { echo "this has changed" >&2; exit 1; }
