package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"guildhall/base/seal"
)

// S3Options says which bucket, and at whose door.
type S3Options struct {
	Bucket    string
	Prefix    string // in front of every key, such as "guildhall/"; may be empty
	Region    string
	Endpoint  string // empty for AWS itself; "https://minio.example" for others
	PathStyle bool   // the bucket in the path, not in the host's name
	// Without a key pair the usual places are searched: environment, shared
	// files, and the role of the machine.
	AccessKey string
	SecretKey seal.Secret
	HTTP      *http.Client // nil for the SDK's own
}

// S3 keeps blobs in a bucket of any store that speaks S3. S3 itself makes a put
// whole and durable before it answers.
type S3 struct {
	client         *s3.Client
	bucket, prefix string
}

// NewS3 reads the options and the credentials; it does not call out. Probe does.
func NewS3(ctx context.Context, o S3Options) (*S3, error) {
	if o.Bucket == "" {
		return nil, errors.New("blob: an S3 store needs a bucket")
	}
	load := []func(*config.LoadOptions) error{config.WithRegion(o.Region)}
	if o.AccessKey != "" {
		load = append(load, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(o.AccessKey, o.SecretKey.Reveal(), "")))
	}
	if o.HTTP != nil {
		load = append(load, config.WithHTTPClient(o.HTTP))
	}
	settings, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return nil, fmt.Errorf("blob: S3 settings: %w", err)
	}
	client := s3.NewFromConfig(settings, func(options *s3.Options) {
		options.UsePathStyle = o.PathStyle
		if o.Endpoint != "" {
			options.BaseEndpoint = aws.String(o.Endpoint)
		}
		// Checksums that only AWS understands would be refused by others.
		options.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		options.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	})
	return &S3{client, o.Bucket, o.Prefix}, nil
}

// Put sends the blob in one request. What cannot be read twice is kept in a
// temporary file first, because the request is signed over its bytes.
func (s *S3) Put(ctx context.Context, key string, r io.Reader) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	body, done, err := twice(cancellable{ctx, r})
	if err != nil {
		return Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	defer done()
	size, err := body.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = body.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	_, err = s.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &s.bucket, Key: s.name(key), Body: body, ContentLength: &size,
		ContentType: aws.String("application/octet-stream"), // Nobody is served from here.
	})
	if err != nil {
		return Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	return Info{key, size, time.Now()}, nil
}

// inMemory is the largest blob that is not worth a temporary file, in bytes.
const inMemory = 256 << 10

func twice(r io.Reader) (io.ReadSeeker, func(), error) {
	head, err := io.ReadAll(io.LimitReader(r, inMemory+1))
	if err != nil || len(head) <= inMemory {
		return bytes.NewReader(head), func() {}, err
	}
	file, err := os.CreateTemp("", "guildhall-blob-*")
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = file.Close(); _ = os.Remove(file.Name()) }
	if _, err = io.Copy(file, io.MultiReader(bytes.NewReader(head), r)); err != nil {
		done()
		return nil, nil, err
	}
	return file, done, nil
}

// Open starts reading a blob.
func (s *S3) Open(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	if err := CheckKey(key); err != nil {
		return nil, Info{}, err
	}
	object, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: s.name(key)})
	if err != nil {
		return nil, Info{}, s.missing(key, err)
	}
	return object.Body, Info{key, aws.ToInt64(object.ContentLength), aws.ToTime(object.LastModified)}, nil
}

// Stat tells a blob's size.
func (s *S3) Stat(ctx context.Context, key string) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	object, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: s.name(key)})
	if err != nil {
		return Info{}, s.missing(key, err)
	}
	return Info{key, aws.ToInt64(object.ContentLength), aws.ToTime(object.LastModified)}, nil
}

// Delete removes a blob; S3 does not mind when there is none.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: s.name(key)})
	if err = s.missing(key, err); errors.Is(err, ErrMissing) {
		return nil
	}
	return err
}

// List asks page after page.
func (s *S3) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		pages := s3.NewListObjectsV2Paginator(s.client, &s3.ListObjectsV2Input{Bucket: &s.bucket, Prefix: s.name(prefix)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(Info{}, fmt.Errorf("list %s: %w", prefix, err))
				return
			}
			for _, object := range page.Contents {
				key := strings.TrimPrefix(aws.ToString(object.Key), s.prefix)
				if CheckKey(key) != nil {
					continue // Somebody else's, or a console's "directory".
				}
				if !yield(Info{key, aws.ToInt64(object.Size), aws.ToTime(object.LastModified)}, nil) {
					return
				}
			}
		}
	}
}

func (s *S3) name(key string) *string { return aws.String(s.prefix + key) }

func (s *S3) missing(key string, err error) error {
	if err == nil {
		return nil
	}
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.HTTPStatusCode() == http.StatusNotFound && !strings.Contains(err.Error(), "NoSuchBucket") {
		return fmt.Errorf("%w: %s", ErrMissing, key)
	}
	return fmt.Errorf("blob %s: %w", key, err)
}
